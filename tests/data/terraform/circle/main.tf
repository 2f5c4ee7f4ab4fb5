locals {
  a = local.b
  b = "${local.a}-x"
}

resource "aws_s3_bucket" "a" {
  bucket = local.a
  acl    = "private"
}

resource "aws_s3_bucket" "self" {
  bucket = aws_s3_bucket.self.bucket
}

variable "twice" {}
variable "twice" {}
