# with mode = "COMPLIANCE"
variable "mode" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket              = "example-some-mode"
  object_lock_enabled = true
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    default_retention {
      mode = var.mode
      days = 30
    }
  }
}
