resource "aws_cloudtrail" "this" {
  name                       = "example"
  s3_bucket_name             = "example-trail-logs"
  enable_log_file_validation = "true"
}
