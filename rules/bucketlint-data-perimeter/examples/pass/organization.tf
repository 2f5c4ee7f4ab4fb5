# with orgId = "o-example12"
resource "aws_s3_bucket" "this" {
  bucket = "example"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid = "Tls"
        Effect = "Deny"
        Principal = "*"
        Action = "s3:*"
        Resource = ["arn:aws:s3:::example", "arn:aws:s3:::example/*"]
        Condition = {
          Bool = {
            "aws:SecureTransport" = "false"
          }
        }
      },
      {
        Sid = "Limit"
        Effect = "Deny"
        Principal = "*"
        Action = "s3:*"
        Resource = ["arn:aws:s3:::example", "arn:aws:s3:::example/*"]
        Condition = {
          StringNotEqualsIfExists = {
            "aws:PrincipalOrgID" = "o-example12"
          }
          BoolIfExists = {
            "aws:PrincipalIsAWSService" = "false"
          }
        }
      },
    ]
  })
}
