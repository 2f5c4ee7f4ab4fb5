resource "aws_cloudtrail" "this" {
  name                      = "example"
  s3_bucket_name            = "example-trail-logs"
  cloud_watch_logs_role_arn = "arn:aws:iam::111122223333:role/trail"
}
