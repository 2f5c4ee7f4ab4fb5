# with cidrs = ["192.0.2.0/24"]
# with vpcIds = ["vpc-0123456789abcdef0"]
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
          NotIpAddressIfExists = {
            "aws:SourceIp" = ["192.0.2.0/24"]
          }
          StringNotEqualsIfExists = {
            "aws:SourceVpc" = ["vpc-0123456789abcdef0"]
          }
          BoolIfExists = {
            "aws:PrincipalIsAWSService" = "false"
            "aws:ViaAWSService" = "false"
          }
        }
      },
    ]
  })
}
