resource "aws_cloudtrail" "this" {
  name                  = "example"
  s3_bucket_name        = "example-trail-logs"
  is_multi_region_trail = true

  event_selector {
    exclude_management_event_sources = ["kms.amazonaws.com"]
  }
}
