resource "aws_vpc_endpoint" "this" {
  vpc_id            = "vpc-0123456789abcdef0"
  service_name      = "com.amazonaws.eu-west-1.s3"
  vpc_endpoint_type = "Gateway"

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Allow"
        Principal = "*"
        Action = "s3:*"
        Resource = "*"
        Condition = {
          NumericEquals = {
            "aws:PrincipalAccount" = "111122223333"
          }
        }
      },
    ]
  })
}
