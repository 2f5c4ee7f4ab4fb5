resource "aws_s3_bucket" "this" {
  bucket              = "example-bucket"
  object_lock_enabled = true
}
