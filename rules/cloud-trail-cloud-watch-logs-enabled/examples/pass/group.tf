resource "aws_cloudtrail" "this" {
  name                       = "example"
  s3_bucket_name             = "example-trail-logs"
  cloud_watch_logs_group_arn = "arn:aws:logs:eu-west-1:111122223333:log-group:trail:*"
  cloud_watch_logs_role_arn  = "arn:aws:iam::111122223333:role/trail"
}
