variable "inside" {
  type = bool
}

resource "aws_s3_access_point" "this" {
  name   = "example-perhaps"
  bucket = "example-data"

  dynamic "vpc_configuration" {
    for_each = var.inside ? [1] : []
    content {
      vpc_id = "vpc-0123456789abcdef0"
    }
  }
}
