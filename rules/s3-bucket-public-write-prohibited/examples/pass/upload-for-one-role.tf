resource "aws_s3_bucket" "this" {
  bucket = "example-role-upload"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "UploadForOneRole"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:role/uploader" }
      Action    = "s3:PutObject"
      Resource  = "${aws_s3_bucket.this.arn}/*"
    }]
  })
}
