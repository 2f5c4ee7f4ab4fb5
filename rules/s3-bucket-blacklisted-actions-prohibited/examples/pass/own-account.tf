data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "this" {
  bucket = "example-own"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:role/admin" }
        Action    = "s3:*"
        Resource  = aws_s3_bucket.this.arn
      },
    ]
  })
}
