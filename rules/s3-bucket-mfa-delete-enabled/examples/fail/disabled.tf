resource "aws_s3_bucket" "this" {
  bucket = "example-mfa-disabled"
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id
  versioning_configuration {
    status     = "Enabled"
    mfa_delete = "Disabled"
  }
}
