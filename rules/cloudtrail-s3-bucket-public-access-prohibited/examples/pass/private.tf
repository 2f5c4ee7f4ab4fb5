resource "aws_s3_bucket" "logs" {
  bucket = "example-trail-logs"
}

resource "aws_cloudtrail" "this" {
  name           = "example"
  s3_bucket_name = aws_s3_bucket.logs.id
}
