variable "more" {}

resource "aws_s3_bucket" "map" {
  for_each = {
    logs = { acl = "private" }
    site = { acl = "public-read" }
  }
  bucket = "x-${each.key}"
  acl    = each.value.acl
}

resource "aws_s3_bucket_versioning" "map" {
  for_each = aws_s3_bucket.map
  bucket   = each.value.id
  versioning_configuration {
    status = each.key == "logs" ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_public_access_block" "key" {
  for_each = toset(["site", "logs"])
  bucket   = aws_s3_bucket.map[each.key].id
}

resource "aws_s3_bucket_acl" "literal" {
  bucket = aws_s3_bucket.map["logs"].id
  acl    = "private"
}

resource "aws_s3_bucket" "open" {
  for_each = var.more
  bucket   = each.value.name
}

resource "aws_s3_bucket_versioning" "open" {
  for_each = var.more
  bucket   = aws_s3_bucket.open[each.key].id
  versioning_configuration {
    status = each.value.status
  }
}

resource "aws_s3_bucket_policy" "for" {
  bucket = "x"
  policy = jsonencode({ Resource = [for name, bucket in aws_s3_bucket.map : "${bucket.arn}/${name}"] })
}
