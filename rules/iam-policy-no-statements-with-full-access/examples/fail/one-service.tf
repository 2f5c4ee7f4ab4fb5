resource "aws_iam_policy" "this" {
  name   = "example"
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Action = "s3:*"
        Resource = "arn:aws:s3:::example"
      },
    ]
  })
}
