resource "aws_s3_bucket" "this" {
  bucket = "example-object-writer"
}

resource "aws_s3_bucket_ownership_controls" "this" {
  bucket = aws_s3_bucket.this.id

  rule {
    object_ownership = "ObjectWriter"
  }
}
