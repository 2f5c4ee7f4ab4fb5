resource "aws_s3_bucket" "this" {
  bucket = "example-function"
}

resource "aws_s3_bucket_notification" "this" {
  bucket = aws_s3_bucket.this.id

  lambda_function {
    lambda_function_arn = "arn:aws:lambda:eu-central-1:111122223333:function:scan"
    events              = ["s3:ObjectCreated:Put"]
  }
}
