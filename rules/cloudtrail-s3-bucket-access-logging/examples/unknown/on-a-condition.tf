variable "setting" {
  type = bool
}

resource "aws_s3_bucket" "logs" {
  bucket = "example-trail-logs"
}

resource "aws_cloudtrail" "this" {
  name           = "example"
  s3_bucket_name = aws_s3_bucket.logs.id
}

resource "aws_s3_bucket_logging" "logs" {
  count = var.setting ? 1 : 0

  bucket        = aws_s3_bucket.logs.id
  target_bucket = "example-access-logs"
  target_prefix = "trail/"
}
