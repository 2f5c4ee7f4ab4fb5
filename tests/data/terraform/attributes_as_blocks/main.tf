resource "aws_s3_bucket" "a" {
  object_lock_configuration = {
    object_lock_enabled = "Enabled"
  }
  lifecycle_rule = [{
    id         = "x"
    enabled    = true
    expiration = [{ days = 3 }]
  }]
  grant      = []
  versioning = var.versioning
}

variable "versioning" {}
