resource "aws_cloudtrail" "this" {
  name           = "example"
  s3_bucket_name = "example-logs"
  kms_key_id     = "alias/trail"
}
