variable "public" {}
variable "env" {}
variable "fixed" { default = true }

locals {
  private = !var.public
}

resource "aws_s3_bucket" "a" {
  bucket = "a-${var.public ? "open" : "shut"}"
  acl    = var.public ? "public-read" : "private"
  tags = {
    swapped   = local.private ? "private" : "public"
    same      = var.public ? "x" : "x"
    known     = var.fixed ? "yes" : "no"
    equal     = var.env == "prod" ? "prod" : "other"
    differs   = var.env != "prod" ? "other" : "prod"
    both      = false && var.public ? "a" : "b"
    both_open = var.fixed && var.public ? "a" : "b"
    attribute = (var.public ? { a = 1 } : { a = 2 }).a
    null      = aws_s3_bucket.a.id == null ? "null" : "set"
  }
}

resource "aws_s3_bucket_versioning" "a" {
  bucket = aws_s3_bucket.a.id
  versioning_configuration {
    status = var.env == "prod" ? "Enabled" : "Suspended"
  }
}
