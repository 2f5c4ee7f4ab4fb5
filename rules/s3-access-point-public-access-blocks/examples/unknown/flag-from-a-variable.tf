variable "block" {
  type = bool
}

resource "aws_s3_access_point" "this" {
  name   = "example-perhaps"
  bucket = "example-data"

  public_access_block_configuration {
    block_public_acls       = true
    block_public_policy     = true
    ignore_public_acls      = var.block
    restrict_public_buckets = true
  }
}
