# with ipAddresses = ["203.0.113.0/24"]

resource "aws_s3_bucket" "this" {
  bucket = "example-one-of-two"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.this.arn}/*"
        Condition = { IpAddress = { "aws:SourceIp" = ["203.0.113.0/25", "198.51.100.0/24"] } }
      },
    ]
  })
}
