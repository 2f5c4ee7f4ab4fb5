resource "aws_s3_access_point" "this" {
  name   = "example-default"
  bucket = "example-data"
}
