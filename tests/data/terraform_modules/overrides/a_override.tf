variable "acl" {
  default = "public-read"
}

locals {
  name = "over-${local.other}"
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
