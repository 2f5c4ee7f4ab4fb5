variable "name" {}

resource "aws_s3_bucket" "this" {
  bucket = "${var.name}-${trimspace(file("${path.module}/policies/name.txt"))}"
}

resource "aws_s3_bucket_policy" "read" {
  bucket = aws_s3_bucket.this.id
  policy = file("${path.module}/policies/read.json")
}

resource "aws_s3_bucket" "templated" {
  bucket = "templated"
  policy = templatefile("${path.module}/policies/list.json.tftpl", {
    arn        = aws_s3_bucket.this.arn
    principals = ["123456789012", "*"]
    encrypted  = true
  })
}

resource "aws_s3_bucket" "bad" {
  bucket = templatefile("${path.module}/policies/bad.tftpl", { name = "x" })
}
