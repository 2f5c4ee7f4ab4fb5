resource "aws_s3_bucket" "this" {
  bucket = "example-mfa-inline"

  versioning {
    enabled    = true
    mfa_delete = true
  }
}
