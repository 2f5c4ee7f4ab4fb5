# with mode = "GOVERNANCE"
resource "aws_s3_bucket" "this" {
  bucket = "example-locked-later"
}

resource "aws_s3_bucket_object_lock_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    default_retention {
      mode  = "GOVERNANCE"
      years = 1
    }
  }
}
