variable "log_bucket" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = "example-logged-inline"

  logging {
    target_bucket = var.log_bucket
    target_prefix = "example/"
  }
}
