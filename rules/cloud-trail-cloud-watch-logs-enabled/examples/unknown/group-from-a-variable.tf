variable "setting" {}

resource "aws_cloudtrail" "this" {
  name                       = "example"
  s3_bucket_name             = "example-trail-logs"
  cloud_watch_logs_group_arn = var.setting
}
