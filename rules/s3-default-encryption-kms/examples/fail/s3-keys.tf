resource "aws_s3_bucket" "this" {
  bucket = "example-s3-keys"

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }
}
