resource "aws_s3_bucket" "this" {
  bucket              = "example-locked"
  object_lock_enabled = true
}
