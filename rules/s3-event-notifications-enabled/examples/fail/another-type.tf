# with eventTypes = ["s3:ObjectCreated:Put", "s3:ObjectRemoved:Delete"]
resource "aws_s3_bucket" "this" {
  bucket = "example-half"
}

resource "aws_s3_bucket_notification" "this" {
  bucket = aws_s3_bucket.this.id

  topic {
    topic_arn = "arn:aws:sns:eu-central-1:111122223333:changes"
    events    = ["s3:ObjectCreated:*"]
  }
}
