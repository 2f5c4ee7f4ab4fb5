# with targetTransitionDays = 30
# with targetTransitionStorageClass = "GLACIER"
resource "aws_s3_bucket" "this" {
  bucket = "example-classes"
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    id     = "all"
    status = "Enabled"
    filter {}
    transition {
      days          = 30
      storage_class = "STANDARD_IA"
    }
    transition {
      days          = 90
      storage_class = "GLACIER"
    }
  }
}
