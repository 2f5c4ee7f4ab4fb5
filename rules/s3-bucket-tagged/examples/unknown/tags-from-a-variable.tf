variable "tags" {
  type = map(string)
}

resource "aws_s3_bucket" "this" {
  bucket = "example-tags"
  tags   = var.tags
}
