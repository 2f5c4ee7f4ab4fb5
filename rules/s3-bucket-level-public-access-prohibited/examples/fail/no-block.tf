resource "aws_s3_bucket" "this" {
  bucket = "example-no-block"
}

resource "aws_s3_bucket_public_access_block" "other" {
  bucket                  = "example-somebody-else"
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}
