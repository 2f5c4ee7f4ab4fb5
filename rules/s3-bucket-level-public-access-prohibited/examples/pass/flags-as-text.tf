locals {
  block = true
}

resource "aws_s3_bucket" "this" {
  bucket = "example-blocked-by-text"
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = local.block
  block_public_policy     = "true"
  ignore_public_acls      = "true"
  restrict_public_buckets = local.block
}
