# with mode = "COMPLIANCE"
resource "aws_s3_bucket" "this" {
  bucket              = "example-another-mode"
  object_lock_enabled = true
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 30
    }
  }
}
