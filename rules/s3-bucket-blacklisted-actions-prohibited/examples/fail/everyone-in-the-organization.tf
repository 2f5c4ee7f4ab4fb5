resource "aws_s3_bucket" "this" {
  bucket = "example-org"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:PutBucketPolicy"
        Resource  = aws_s3_bucket.this.arn
        Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-1234567890" } }
      },
    ]
  })
}
