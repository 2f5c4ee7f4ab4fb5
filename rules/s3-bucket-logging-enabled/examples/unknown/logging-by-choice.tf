variable "logging" {
  type = bool
}

resource "aws_s3_bucket" "this" {
  bucket = "example-logged-by-choice"
}

resource "aws_s3_bucket_logging" "this" {
  count         = var.logging ? 1 : 0
  bucket        = aws_s3_bucket.this.id
  target_bucket = "example-central-logs"
  target_prefix = "example/"
}
