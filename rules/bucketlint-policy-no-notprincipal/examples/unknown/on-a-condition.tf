variable "leave_out" {
  type = bool
}

locals {
  denied = {
    Effect   = "Deny"
    Action   = "s3:PutObject"
    Resource = "arn:aws:s3:::example-bucket/*"
  }
  writer = { NotPrincipal = { AWS = "arn:aws:iam::111122223333:role/writer" } }
}

resource "aws_s3_bucket" "this" {
  bucket = "example-bucket"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = (
    var.leave_out
    ? jsonencode({ Version = "2012-10-17", Statement = [merge(local.denied, local.writer)] })
    : jsonencode({ Version = "2012-10-17", Statement = [merge(local.denied, { Principal = "*" })] })
  )
}
