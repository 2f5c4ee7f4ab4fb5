resource "aws_s3_bucket" "this" {
  bucket = "example-two-denials"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "BucketOverTls",
          "Effect": "Deny",
          "Principal": "*",
          "Action": "s3:*",
          "Resource": "${aws_s3_bucket.this.arn}",
          "Condition": { "Bool": { "aws:SecureTransport": "false" } }
        },
        {
          "Sid": "ObjectsOverTls",
          "Effect": "Deny",
          "Principal": { "AWS": "*" },
          "Action": "*",
          "Resource": "${aws_s3_bucket.this.arn}/*",
          "Condition": { "Bool": { "aws:SecureTransport": false } }
        }
      ]
    }
  EOT
}
