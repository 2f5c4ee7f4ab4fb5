resource "aws_s3_bucket" "this" {
  bucket = "example-bridge"
}

resource "aws_s3_bucket_notification" "this" {
  bucket      = aws_s3_bucket.this.id
  eventbridge = true
}
