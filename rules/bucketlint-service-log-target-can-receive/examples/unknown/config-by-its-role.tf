resource "aws_s3_bucket" "logs" {
  bucket = "example-logs"
}

resource "aws_config_delivery_channel" "this" {
  s3_bucket_name = aws_s3_bucket.logs.id
}
