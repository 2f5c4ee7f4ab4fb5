variable "create" {}
variable "names" {}

resource "aws_s3_bucket" "two" {
  count  = 2
  bucket = "two-${count.index}"
}

resource "aws_s3_bucket_versioning" "two" {
  count  = 2
  bucket = aws_s3_bucket.two[count.index].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "none" {
  count = 0
}

resource "aws_s3_bucket" "maybe" {
  count = var.create ? 1 : 0
  acl   = var.create ? "private" : "public-read"
}

resource "aws_s3_bucket_policy" "maybe" {
  count  = var.create ? 1 : 0
  bucket = var.create ? aws_s3_bucket.maybe[0].id : ""
  policy = join("", aws_s3_bucket.maybe.*.arn)
}

resource "aws_s3_bucket_acl" "maybe" {
  count  = !var.create ? 0 : 1
  bucket = one(aws_s3_bucket.maybe[*].id)
  acl    = "private"
}

resource "aws_s3_bucket_logging" "maybe" {
  count         = var.create ? 1 : 0
  bucket        = aws_s3_bucket.maybe.*.id[0]
  target_bucket = element(aws_s3_bucket.two.*.id, 1)
}

resource "aws_s3_bucket" "many" {
  count = length(var.names)
}

resource "aws_s3_bucket_versioning" "many" {
  count  = length(var.names)
  bucket = aws_s3_bucket.many[count.index].id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_acl" "absent" {
  bucket = try(aws_s3_bucket.none[0].id, "other")
  acl    = "private"
}
