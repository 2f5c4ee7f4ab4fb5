resource "aws_s3_bucket" "this" {
  bucket              = "example-lock-off"
  object_lock_enabled = false
}
