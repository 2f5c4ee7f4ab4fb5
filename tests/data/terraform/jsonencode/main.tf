variable "account" {}

locals {
  read = {
    Sid       = "Read"
    Effect    = "Allow"
    Principal = "*"
    Action    = ["s3:GetObject"]
    Resource  = "${aws_s3_bucket.a.arn}/*"
  }
}

resource "aws_s3_bucket" "a" {
  bucket = "a"
}

resource "aws_s3_bucket_policy" "a" {
  bucket = aws_s3_bucket.a.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = concat([
      local.read,
      {
        Effect    = "Deny"
        Principal = { AWS = "arn:aws:iam::${var.account}:root" }
      },
    ], var.more)
  })
}

variable "more" {}
