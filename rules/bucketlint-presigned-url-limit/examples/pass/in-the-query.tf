resource "aws_s3_bucket" "this" {
  bucket = "example"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid = "Limit"
        Effect = "Deny"
        Principal = "*"
        Action = "s3:*"
        Resource = ["arn:aws:s3:::example", "arn:aws:s3:::example/*"]
        Condition = {
          StringEquals = {
            "s3:authType" = "REST-QUERY-STRING"
          }
        }
      },
    ]
  })
}
