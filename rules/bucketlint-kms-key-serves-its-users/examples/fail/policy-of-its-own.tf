resource "aws_kms_key" "trail" {
  enable_key_rotation = true
}

resource "aws_cloudtrail" "this" {
  name           = "example"
  s3_bucket_name = "example-logs"
  kms_key_id     = aws_kms_key.trail.arn
}
