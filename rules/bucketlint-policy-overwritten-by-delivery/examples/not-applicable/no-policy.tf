resource "aws_s3_bucket" "logs" {
  bucket = "example-logs"
}

resource "aws_flow_log" "this" {
  log_destination      = aws_s3_bucket.logs.arn
  log_destination_type = "s3"
  traffic_type         = "ALL"
  vpc_id               = "vpc-0123456789abcdef0"
}
