variable "acl" {
  default = "public-read"
}

locals {
  name = "over-${local.other}"
  new  = "is there in no other file"
}

resource "aws_s3_bucket" "this" {
  acl           = "${var.acl}-write"
  force_destroy = true
  lifecycle_rule {
    id      = "first"
    enabled = true
  }
}

resource "aws_s3_bucket" "none" {
  bucket = "overrides nothing"
}
