# with destinationArn = "arn:aws:sqs:eu-central-1:111122223333:audit"
variable "queue" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = "example-some-queue"
}

resource "aws_s3_bucket_notification" "this" {
  bucket = aws_s3_bucket.this.id

  queue {
    queue_arn = var.queue
    events    = ["s3:ObjectCreated:*"]
  }
}
