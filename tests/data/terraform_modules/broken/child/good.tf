resource "aws_s3_bucket" "good" {
  bucket = var.given
  acl    = var.lost
}

resource "aws_s3_bucket_policy" "of_bad" {
  bucket = aws_s3_bucket.bad.id
  policy = jsonencode({ Statement = [] })
}

output "given" {
  value = "good ${aws_s3_bucket.good.id}"
}

output "bucket" {
  value = aws_s3_bucket.bad.id
}
