variable "status" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = "example-perhaps"
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    id     = "all"
    status = var.status
    filter {}
    expiration {
      days = 365
    }
  }
}
