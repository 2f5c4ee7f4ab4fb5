locals {
  id = aws_s3_bucket.a.id
}

resource "aws_s3_bucket" "a" {}

resource "aws_s3_bucket" "b" {
  bucket = "${aws_s3_bucket.a.bucket}-copy"
}

data "aws_caller_identity" "current" {}
data "aws_partition" "current" {}
data "aws_region" "current" {}
data "aws_s3_bucket" "given" {
  bucket = "given"
}

resource "aws_s3_bucket_policy" "id" {
  bucket = local.id
  policy = jsonencode({
    Statement = [
      aws_s3_bucket.a.arn,
      "${aws_s3_bucket.b.arn}/*",
      "arn:${data.aws_partition.current.partition}:s3:::x-${data.aws_region.current.name}",
      data.aws_caller_identity.current.account_id,
      data.aws_s3_bucket.given.arn,
      aws_iam_role.reader.arn,
      aws_s3_bucket.a.bucket_domain_name,
      "${aws_s3_bucket.a.id}",
    ]
  })
}

resource "aws_s3_bucket_policy" "name" {
  bucket = "${aws_s3_bucket.a.id}-copy"
  policy = ""
}

resource "aws_s3_bucket_acl" "undeclared" {
  bucket = aws_s3_bucket.gone.id
  acl    = "private"
}

resource "aws_s3_bucket_policy" "undeclared" {
  bucket = aws_s3_bucket.gone.bucket
  policy = "arn: ${aws_s3_bucket.gone.arn} ${aws_s3_bucket.keyed["x"].arn} ${aws_s3_bucket.counted[0].arn}"
}
