resource "aws_cloudtrail" "this" {
  name           = "example"
  s3_bucket_name = "somebodys-logs"
}
