variable "closed" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = "site-of-a-company"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.this.arn}/*"
    }]
  })
}

# It does nothing to a policy that is there already, whichever bucket it is for.
resource "aws_s3_bucket_public_access_block" "closed" {
  bucket              = var.closed
  block_public_policy = true
  depends_on          = [aws_s3_bucket_policy.this]
}
