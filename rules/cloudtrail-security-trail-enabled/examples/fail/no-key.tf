resource "aws_cloudtrail" "this" {
  name                       = "example"
  s3_bucket_name             = "example-trail-logs"
  is_multi_region_trail      = true
  enable_log_file_validation = true
}
