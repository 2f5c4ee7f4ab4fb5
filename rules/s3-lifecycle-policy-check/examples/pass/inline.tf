resource "aws_s3_bucket" "this" {
  bucket = "example-inline"

  lifecycle_rule {
    enabled = true
    prefix  = "tmp/"
    expiration {
      days = 7
    }
  }
}
