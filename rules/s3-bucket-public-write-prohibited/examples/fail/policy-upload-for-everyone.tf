resource "aws_s3_bucket" "this" {
  bucket = "example-public-upload"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "UploadForAll",
          "Effect": "Allow",
          "Principal": { "AWS": "*" },
          "Action": "s3:Put*",
          "Resource": "${aws_s3_bucket.this.arn}/*"
        }
      ]
    }
  EOT
}
