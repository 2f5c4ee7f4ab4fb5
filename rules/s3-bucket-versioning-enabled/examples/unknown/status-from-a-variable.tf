variable "versioning" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = "example-versioned-by-choice"
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = var.versioning
  }
}
