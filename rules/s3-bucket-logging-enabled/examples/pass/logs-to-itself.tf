resource "aws_s3_bucket" "this" {
  bucket = "example-logs-itself"
}

resource "aws_s3_bucket_logging" "this" {
  bucket        = aws_s3_bucket.this.id
  target_bucket = aws_s3_bucket.this.id
  target_prefix = "access/"
}
