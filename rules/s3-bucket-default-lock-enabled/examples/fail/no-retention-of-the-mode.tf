# with mode = "GOVERNANCE"
resource "aws_s3_bucket" "this" {
  bucket              = "example-no-retention"
  object_lock_enabled = true
}
