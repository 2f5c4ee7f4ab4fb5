data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "logs" {
  bucket = "example-logs"
}

resource "aws_cloudtrail" "this" {
  name           = "example"
  s3_bucket_name = aws_s3_bucket.logs.id
}
