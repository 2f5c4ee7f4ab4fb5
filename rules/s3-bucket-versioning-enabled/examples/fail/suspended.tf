resource "aws_s3_bucket" "this" {
  bucket = "example-suspended"

  versioning {
    enabled = false
  }
}
