# with targetPrefix = "logs/"
# with targetExpirationDays = "30"
# with targetTransitionStorageClass = "GLACIER"
# with targetTransitionDays = 7
resource "aws_s3_bucket" "this" {
  bucket = "example-second-rule"
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    id     = "tmp"
    status = "Enabled"
    filter {
      prefix = "tmp/"
    }
    expiration {
      days = 1
    }
  }
  rule {
    id     = "logs"
    status = "Enabled"
    filter {
      and {
        prefix = "logs/"
        tags = {
          kind = "access"
        }
      }
    }
    transition {
      days          = 7
      storage_class = "GLACIER"
    }
    expiration {
      days = 30
    }
  }
}
