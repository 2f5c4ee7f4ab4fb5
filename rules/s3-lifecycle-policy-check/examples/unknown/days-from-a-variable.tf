# with targetExpirationDays = 30
variable "days" {
  type = number
}

resource "aws_s3_bucket" "this" {
  bucket = "example-some-days"
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    id     = "all"
    status = "Enabled"
    filter {}
    expiration {
      days = var.days
    }
  }
}
