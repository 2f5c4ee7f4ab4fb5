variable "mfa_delete" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = "example-perhaps-mfa"
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id
  versioning_configuration {
    status     = "Enabled"
    mfa_delete = var.mfa_delete
  }
}
