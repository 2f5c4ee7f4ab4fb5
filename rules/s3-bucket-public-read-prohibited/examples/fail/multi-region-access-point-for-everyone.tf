data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "this" {
  bucket = "example-public-read"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "DelegateToTheAccessPoint"
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "*"
      Resource  = [aws_s3_bucket.this.arn, "${aws_s3_bucket.this.arn}/*"]
      Condition = {
        StringEquals = { "s3:DataAccessPointArn" = aws_s3control_multi_region_access_point.this.arn }
      }
    }]
  })
}

resource "aws_s3control_multi_region_access_point" "this" {
  details {
    name = "example-for-everyone"

    public_access_block {
      block_public_acls       = true
      block_public_policy     = false
      ignore_public_acls      = true
      restrict_public_buckets = false
    }

    region {
      bucket = aws_s3_bucket.this.id
    }
  }
}

resource "aws_s3control_multi_region_access_point_policy" "this" {
  details {
    name = element(split(":", aws_s3control_multi_region_access_point.this.id), 1)
    policy = jsonencode({
      Version = "2012-10-17"
      Statement = [{
        Sid       = "ReadForAll"
        Effect    = "Allow"
        Principal = "*"
        Action    = ["s3:GetObject"]
        Resource  = "arn:aws:s3::${data.aws_caller_identity.current.account_id}:accesspoint/${aws_s3control_multi_region_access_point.this.alias}/object/*"
      }]
    })
  }
}
