resource "aws_s3_access_point" "this" {
  name   = "example-internet"
  bucket = "example-data"
}
