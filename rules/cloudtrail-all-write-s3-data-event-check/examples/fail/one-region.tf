resource "aws_cloudtrail" "this" {
  name           = "example"
  s3_bucket_name = "example-trail-logs"
  event_selector {
    data_resource {
      type   = "AWS::S3::Object"
      values = ["arn:aws:s3"]
    }
  }
}
