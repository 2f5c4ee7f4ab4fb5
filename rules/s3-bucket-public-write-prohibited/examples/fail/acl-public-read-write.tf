resource "aws_s3_bucket" "this" {
  bucket = "example-public-drop"
  acl    = "public-read-write"
}
