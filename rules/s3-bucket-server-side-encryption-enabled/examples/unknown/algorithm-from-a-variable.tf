variable "algorithm" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = "example-sse-by-choice"
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = var.algorithm
    }
  }
}
