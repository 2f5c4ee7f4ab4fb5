resource "aws_s3_bucket" "this" {
  bucket = "example-bridge-off"
}

resource "aws_s3_bucket_notification" "this" {
  bucket      = aws_s3_bucket.this.id
  eventbridge = false
}
