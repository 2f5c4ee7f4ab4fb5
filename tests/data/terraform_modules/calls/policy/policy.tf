variable "bucket" {
  type = object({ id = string, arn = string })
}

resource "aws_s3_bucket_policy" "this" {
  bucket = var.bucket.id
  policy = jsonencode({ Statement = [{ Effect = "Deny", Resource = "${var.bucket.arn}/*" }] })
}

output "protected" {
  value = var.bucket.arn
}
