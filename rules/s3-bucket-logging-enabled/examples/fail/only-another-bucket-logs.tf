resource "aws_s3_bucket" "this" {
  bucket = "example-not-logged"
}

resource "aws_s3_bucket" "other" {
  bucket = "example-other"
}

resource "aws_s3_bucket_logging" "other" {
  bucket        = aws_s3_bucket.other.id
  target_bucket = "example-central-logs"
  target_prefix = "other/"
}
