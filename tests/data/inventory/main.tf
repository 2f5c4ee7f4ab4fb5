# A bucket for each thing that an inventory tells of.

variable "public" {
  type = bool
}

variable "logs" {
  type = string
}

variable "names" {
  type = set(string)
}

provider "aws" {
  region              = "eu-west-1"
  allowed_account_ids = ["111122223333"]
}

resource "aws_s3_bucket" "plain" {
  bucket = "example-plain"
}

resource "aws_s3_bucket" "site" {
  bucket = "example-site"
}

resource "aws_s3_bucket_policy" "site" {
  bucket = aws_s3_bucket.site.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.site.arn}/*"
    }]
  })
}

resource "aws_s3_bucket" "shared" {
  bucket = "example-shared"
}

resource "aws_s3_bucket_policy" "shared" {
  bucket = aws_s3_bucket.shared.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = ["111122223333", "arn:aws:iam::444455556666:role/reader"] }
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.shared.arn}/*"
      },
      {
        Effect    = "Allow"
        Principal = { Service = "cloudfront.amazonaws.com" }
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.shared.arn}/*"
        Condition = { StringEquals = { "aws:SourceArn" = "arn:aws:cloudfront::111122223333:distribution/EXAMPLE" } }
      },
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.shared.arn}/*"
        Condition = { StringEquals = { "aws:PrincipalOrgID" = "o-example123" } }
      },
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:ListBucket"
        Resource  = aws_s3_bucket.shared.arn
        Condition = { IpAddress = { "aws:SourceIp" = "203.0.113.0/24" } }
      },
    ]
  })
}

resource "aws_s3_bucket" "restricted" {
  bucket = "example-restricted"
}

resource "aws_s3_bucket_public_access_block" "restricted" {
  bucket                  = aws_s3_bucket.restricted.id
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "restricted" {
  bucket = aws_s3_bucket.restricted.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "s3:GetObject"
      Resource  = "${aws_s3_bucket.restricted.arn}/*"
    }]
  })
}

resource "aws_s3_bucket" "kept" {
  bucket              = "example-kept"
  object_lock_enabled = true
}

resource "aws_s3_bucket_object_lock_configuration" "kept" {
  bucket = aws_s3_bucket.kept.id
  rule {
    default_retention {
      mode = "GOVERNANCE"
      days = 30
    }
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "kept" {
  bucket = aws_s3_bucket.kept.id
  rule {
    bucket_key_enabled = true
    apply_server_side_encryption_by_default {
      sse_algorithm     = "aws:kms"
      kms_master_key_id = "arn:aws:kms:eu-west-1:444455556666:key/11112222-3333-4444-5555-666677778888"
    }
  }
}

resource "aws_s3_bucket_logging" "kept" {
  bucket        = aws_s3_bucket.kept.id
  target_bucket = aws_s3_bucket.plain.id
  target_prefix = "kept/"
}

resource "aws_s3_bucket_replication_configuration" "kept" {
  bucket = aws_s3_bucket.kept.id
  role   = "arn:aws:iam::111122223333:role/replication"
  rule {
    id     = "away"
    status = "Enabled"
    destination {
      bucket  = "arn:aws:s3:::example-of-others"
      account = "444455556666"
    }
  }
}

resource "aws_s3_bucket" "open" {
  for_each = var.names
}

resource "aws_s3_bucket_ownership_controls" "open" {
  for_each = var.names
  bucket   = aws_s3_bucket.open[each.key].id
  rule {
    object_ownership = "ObjectWriter"
  }
}

resource "aws_s3_bucket_acl" "open" {
  for_each = var.names
  bucket   = aws_s3_bucket.open[each.key].id
  acl      = var.public ? "public-read" : "log-delivery-write"
}

resource "aws_s3_bucket_logging" "open" {
  for_each      = var.names
  bucket        = aws_s3_bucket.open[each.key].id
  target_bucket = var.logs
  target_prefix = ""
}
