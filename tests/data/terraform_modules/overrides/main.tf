variable "acl" {
  default = "private"
}

locals {
  name  = "base"
  other = "kept"
}

resource "aws_s3_bucket" "this" {
  bucket = local.name
  acl    = var.acl

  lifecycle_rule {
    id      = "gone"
    enabled = true
  }
  lifecycle_rule {
    id      = "gone as well"
    enabled = true
  }
  versioning {
    enabled = true
  }
}
