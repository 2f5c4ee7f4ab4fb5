# with destinationArn = "arn:aws:sqs:eu-central-1:111122223333:audit"
resource "aws_s3_bucket" "this" {
  bucket = "example-elsewhere"
}

resource "aws_s3_bucket_notification" "this" {
  bucket = aws_s3_bucket.this.id

  queue {
    queue_arn = "arn:aws:sqs:eu-central-1:111122223333:other"
    events    = ["s3:ObjectCreated:*"]
  }
}
