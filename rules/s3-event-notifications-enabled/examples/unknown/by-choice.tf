variable "notify" {
  type = bool
}

resource "aws_s3_bucket" "this" {
  bucket = "example-perhaps"
}

resource "aws_s3_bucket_notification" "this" {
  bucket      = aws_s3_bucket.this.id
  eventbridge = var.notify
}
