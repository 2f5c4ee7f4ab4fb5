variable "target" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = "example-logs"
}

resource "aws_s3_bucket" "source" {
  bucket = "example-source"
}

resource "aws_s3_bucket_logging" "source" {
  bucket        = aws_s3_bucket.source.id
  target_bucket = var.target
  target_prefix = "source/"
}
