# with vpcIds = ["vpc-0a1b2c3d4e5f60718"]

resource "aws_s3_bucket" "this" {
  bucket = "example-vpc"
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
        Condition = { StringEquals = { "aws:SourceVpc" = "vpc-0a1b2c3d4e5f60718" } }
      },
    ]
  })
}
