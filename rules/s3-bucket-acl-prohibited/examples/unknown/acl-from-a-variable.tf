variable "acl" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = "example-acl-by-choice"
  acl    = var.acl
}
