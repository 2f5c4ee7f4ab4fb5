variable "ownership" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = "example-owned-by-choice"
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = var.ownership
  }
}
