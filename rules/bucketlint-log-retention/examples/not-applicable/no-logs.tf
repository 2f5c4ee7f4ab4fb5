resource "aws_s3_bucket" "this" {
  bucket = "example-data"
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    id     = "logs"
    status = "Enabled"

    filter {}

    expiration {
      days = 30
    }
  }
}
