# with destinationArn = "arn:aws:sns:eu-central-1:111122223333:changes"
# with eventTypes = ["s3:ObjectCreated:Put", "s3:ObjectRemoved:Delete", "s3:ReducedRedundancyLostObject"]
resource "aws_s3_bucket" "this" {
  bucket = "example-types"
}

resource "aws_s3_bucket_notification" "this" {
  bucket = aws_s3_bucket.this.id

  topic {
    topic_arn = "arn:aws:sns:eu-central-1:111122223333:changes"
    events    = ["s3:ObjectCreated:*", "s3:ReducedRedundancyLostObject"]
  }

  topic {
    topic_arn = "arn:aws:sns:eu-central-1:111122223333:changes"
    events    = ["s3:ObjectRemoved:Delete"]
  }
}
