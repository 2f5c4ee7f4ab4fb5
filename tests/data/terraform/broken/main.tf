locals {
  broken = [
}

resource "aws_s3_bucket" "good" {
  bucket = "good-${local.broken}"
  acl    = var.broken
}

resource "aws_s3_bucket_public_access_block" "good" {
  bucket            = aws_s3_bucket.good.id
  block_public_acls = = true
}

resource "aws_s3_bucket" "bad" {
  bucket = "bad
}

variable "broken" {
  default = 
}

resource "aws_s3_bucket_versioning" "bad" {
  bucket = aws_s3_bucket.bad.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_kms_replica_key" "bad" {
  primary_key_arn = aws_kms_key
}}

resource "aws_iam_role_policy" "bad" {
  role   = "some"
  policy = {{}
}
