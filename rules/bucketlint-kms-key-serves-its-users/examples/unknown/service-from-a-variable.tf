variable "service" {
  type = string
}

data "aws_caller_identity" "current" {}

resource "aws_kms_key" "trail" {
  enable_key_rotation = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid = "Account"
        Effect = "Allow"
        Principal = {
          AWS = "arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"
        }
        Action = "kms:*"
        Resource = "*"
      },
      {
        Sid = "Trail"
        Effect = "Allow"
        Principal = {
          Service = var.service
        }
        Action = "kms:GenerateDataKey*"
        Resource = "*"
      },
    ]
  })
}

resource "aws_cloudtrail" "this" {
  name           = "example"
  s3_bucket_name = "example-logs"
  kms_key_id     = aws_kms_key.trail.arn
}
