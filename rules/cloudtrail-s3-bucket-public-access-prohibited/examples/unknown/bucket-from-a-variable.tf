variable "bucket" {
  type = string
}

resource "aws_s3_bucket" "logs" {
  bucket = "example-trail-logs"
}

resource "aws_cloudtrail" "this" {
  name           = "example"
  s3_bucket_name = var.bucket
}

resource "aws_s3_bucket_policy" "logs" {
  bucket = aws_s3_bucket.logs.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "arn:aws:s3:::example-trail-logs/*"
    }]
  })
}
