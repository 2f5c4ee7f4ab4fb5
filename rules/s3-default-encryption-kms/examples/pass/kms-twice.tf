locals {
  algorithm = "aws:kms:dsse"
}

resource "aws_s3_bucket" "this" {
  bucket = "example-dsse"

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = local.algorithm
      }
    }
  }
}
