variable "tags" { type = map(string) }

locals {
  policy = file("policy.json")
}

resource "aws_s3_bucket" "site" {
  bucket = "site"
  tags   = var.tags
}

resource "aws_s3_bucket_public_access_block" "site" {
  bucket            = aws_s3_bucket.site.id
  block_public_acls = true
}

resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = local.policy
}

resource "aws_s3_bucket_lifecycle_configuration" "site" {
  bucket = aws_s3_bucket.site.id
  rule {
    id     = "a"
    status = "Enabled"
    expiration {
      days = 1
    }
  }
  rule {
    id     = "b"
    status = "Disabled"
    expiration {
      days = 2
    }
  }
}

module "store" {
  source   = "./modules/store"
  for_each = ["x"]
}
