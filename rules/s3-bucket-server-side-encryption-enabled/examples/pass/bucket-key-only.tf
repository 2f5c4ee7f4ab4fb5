resource "aws_s3_bucket" "this" {
  bucket = "example-bucket-key"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    bucket_key_enabled = true
  }
}
