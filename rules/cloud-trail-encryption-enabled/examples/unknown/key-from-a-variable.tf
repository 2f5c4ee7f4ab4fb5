variable "setting" {}

resource "aws_cloudtrail" "this" {
  name           = "example"
  s3_bucket_name = "example-trail-logs"
  kms_key_id     = var.setting
}
