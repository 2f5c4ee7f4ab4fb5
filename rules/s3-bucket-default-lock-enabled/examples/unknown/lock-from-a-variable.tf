variable "lock" {
  type = bool
}

resource "aws_s3_bucket" "this" {
  bucket              = "example-perhaps-locked"
  object_lock_enabled = var.lock
}
