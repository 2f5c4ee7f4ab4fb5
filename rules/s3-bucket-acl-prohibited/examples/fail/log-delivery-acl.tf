resource "aws_s3_bucket" "this" {
  bucket = "example-log-delivery"
  acl    = "log-delivery-write"
}
