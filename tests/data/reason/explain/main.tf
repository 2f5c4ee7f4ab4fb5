variable "public" {
  type = bool
}

resource "aws_s3_bucket" "shared" {
  bucket = "shared"
}

resource "aws_s3_bucket_policy" "shared" {
  bucket = aws_s3_bucket.shared.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "${aws_s3_bucket.shared.arn}/*"
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = [aws_s3_bucket.shared.arn, "${aws_s3_bucket.shared.arn}/*"]
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "${aws_s3_bucket.shared.arn}/private/*"
        Condition = { StringNotEquals = { "aws:SourceVpce" = "vpce-1" } }
      },
    ]
  })
}

resource "aws_s3_bucket" "shut" {
  bucket = "shut"
}

resource "aws_s3_bucket_public_access_block" "shut" {
  bucket                  = aws_s3_bucket.shut.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket_policy" "shut" {
  bucket = aws_s3_bucket.shut.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = "*"
      Action    = "s3:*"
      Resource  = "${aws_s3_bucket.shut.arn}/*"
    }]
  })
}

resource "aws_s3_bucket" "open" {
  bucket = "open"
}

resource "aws_s3_bucket_ownership_controls" "open" {
  bucket = aws_s3_bucket.open.id
  rule {
    object_ownership = "BucketOwnerPreferred"
  }
}

resource "aws_s3_bucket_acl" "open" {
  bucket = aws_s3_bucket.open.id
  acl    = var.public ? "public-read" : "private"
}

resource "aws_kms_key" "any" {
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "*" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}

data "aws_caller_identity" "current" {}

resource "aws_s3_bucket" "through" {
  bucket = "through"
}

resource "aws_s3_bucket_policy" "through" {
  bucket = aws_s3_bucket.through.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "*"
        Resource  = [aws_s3_bucket.through.arn, "${aws_s3_bucket.through.arn}/*"]
        Condition = {
          StringEquals = { "s3:DataAccessPointAccount" = data.aws_caller_identity.current.account_id }
        }
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:*"
        Resource  = "${aws_s3_bucket.through.arn}/private/*"
      },
    ]
  })
}

resource "aws_s3_access_point" "through" {
  bucket = aws_s3_bucket.through.id
  name   = "through"

  public_access_block_configuration {
    block_public_policy     = false
    restrict_public_buckets = false
  }

  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = "*"
        Action    = "s3:GetObject"
        Resource  = "arn:aws:s3:eu-central-1:${data.aws_caller_identity.current.account_id}:accesspoint/through/object/*"
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:Put*"
        Resource  = "arn:aws:s3:eu-central-1:${data.aws_caller_identity.current.account_id}:accesspoint/through/object/*"
      },
    ]
  })
}

resource "aws_s3_access_point" "inside" {
  bucket = aws_s3_bucket.through.id
  name   = "inside"

  vpc_configuration {
    vpc_id = "vpc-0123456789abcdef0"
  }
}

resource "aws_s3_bucket" "partner" {
  bucket = "partner"
}

resource "aws_s3_bucket_policy" "partner" {
  bucket = aws_s3_bucket.partner.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect    = "Allow"
        Principal = { AWS = "arn:aws:iam::222222222222:role/partner", Service = "logging.s3.amazonaws.com" }
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.partner.arn}/*"
      },
      {
        Effect    = "Deny"
        Principal = "*"
        Action    = "s3:PutObject"
        Resource  = "${aws_s3_bucket.partner.arn}/*"
        Condition = { Null = { "s3:x-amz-server-side-encryption" = "true" } }
      },
    ]
  })
}
