variable "versioned" {
  type    = bool
  default = true
}

resource "aws_s3_bucket" "this" {
  bucket = "example-versioned-by-default"

  versioning {
    enabled = var.versioned
  }
}
