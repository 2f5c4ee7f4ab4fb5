# The application's data: blocked and encrypted, but without versions, and open to plain HTTP.

resource "aws_s3_bucket" "application" {
  bucket = "${var.name}-application"
}

resource "aws_s3_bucket_public_access_block" "application" {
  bucket                  = aws_s3_bucket.application.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_versioning" "application" {
  bucket = aws_s3_bucket.application.id

  versioning_configuration {
    status = var.versioning
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "application" {
  bucket = aws_s3_bucket.application.id

  rule {
    bucket_key_enabled = true

    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = aws_kms_key.application.arn
    }
  }
}

resource "aws_s3_bucket_logging" "application" {
  bucket        = aws_s3_bucket.application.id
  target_bucket = aws_s3_bucket.logs.id
  target_prefix = "application/"
}
