provider "aws" {
  region = "eu-west-1"
}
provider "aws" {
  alias  = "replica"
  region = "us-east-1"
}
data "aws_caller_identity" "current" {}

data "aws_iam_policy_document" "key" {
  statement {
    sid       = "Enable IAM User Permissions"
    actions   = ["kms:*"]
    resources = ["*"]
    principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::${data.aws_caller_identity.current.account_id}:root"]
    }
  }
}
resource "aws_kms_key" "source" {
  policy = data.aws_iam_policy_document.key.json
}
resource "aws_kms_key" "replica" {
  provider = aws.replica
}
resource "aws_s3_bucket" "source" { bucket_prefix = "src" }
resource "aws_s3_bucket" "replica" {
  provider = aws.replica
  bucket_prefix = "dst"
}
resource "aws_s3_bucket_versioning" "source" {
  bucket = aws_s3_bucket.source.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_versioning" "replica" {
  provider = aws.replica
  bucket = aws_s3_bucket.replica.id
  versioning_configuration { status = "Enabled" }
}
resource "aws_s3_bucket_server_side_encryption_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm = "aws:kms"
      kms_master_key_id = aws_kms_key.source.arn
    }
  }
}
resource "aws_s3_bucket_policy" "replica" {
  provider = aws.replica
  bucket = aws_s3_bucket.replica.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid = "tls"
      Effect = "Deny"
      Principal = "*"
      Action = "s3:*"
      Resource = [aws_s3_bucket.replica.arn, "${aws_s3_bucket.replica.arn}/*"]
      Condition = { Bool = { "aws:SecureTransport" = "false" } }
    }, {
      Sid = "tls12"
      Effect = "Deny"
      Principal = "*"
      Action = "s3:*"
      Resource = [aws_s3_bucket.replica.arn, "${aws_s3_bucket.replica.arn}/*"]
      Condition = { NumericLessThan = { "s3:TlsVersion" = 1.2 } }
    }]
  })
}
data "aws_iam_policy_document" "assume" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}
resource "aws_iam_role" "r" {
  name_prefix = "repl"
  assume_role_policy = data.aws_iam_policy_document.assume.json
}
data "aws_iam_policy_document" "r" {
  statement {
    actions = ["s3:GetReplicationConfiguration", "s3:ListBucket"]
    resources = [aws_s3_bucket.source.arn]
  }
  statement {
    actions = ["s3:GetObjectVersionForReplication", "s3:GetObjectVersionAcl", "s3:GetObjectVersionTagging"]
    resources = ["${aws_s3_bucket.source.arn}/*"]
  }
  statement {
    actions = ["s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags"]
    resources = ["${aws_s3_bucket.replica.arn}/*"]
  }
  statement {
    actions = ["kms:Decrypt"]
    resources = [aws_kms_key.source.arn]
    condition {
      test = "StringLike"
      variable = "kms:ViaService"
      values = ["s3.eu-west-1.amazonaws.com"]
    }
    condition {
      test = "StringLike"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values = ["${aws_s3_bucket.source.arn}/*"]
    }
  }
  statement {
    actions = ["kms:Encrypt"]
    resources = [aws_kms_key.replica.arn]
    condition {
      test = "StringLike"
      variable = "kms:ViaService"
      values = ["s3.us-east-1.amazonaws.com"]
    }
    condition {
      test = "StringLike"
      variable = "kms:EncryptionContext:aws:s3:arn"
      values = ["${aws_s3_bucket.replica.arn}/*"]
    }
  }
}
resource "aws_iam_policy" "r" {
  policy = data.aws_iam_policy_document.r.json
}
resource "aws_iam_policy_attachment" "r" {
  name = "r"
  roles = [aws_iam_role.r.name]
  policy_arn = aws_iam_policy.r.arn
}
resource "aws_s3_bucket_replication_configuration" "source" {
  bucket = aws_s3_bucket.source.id
  role   = aws_iam_role.r.arn
  rule {
    id = "kms"
    status = "Enabled"
    filter { prefix = "docs/" }
    delete_marker_replication { status = "Disabled" }
    source_selection_criteria {
      sse_kms_encrypted_objects { status = "Enabled" }
    }
    destination {
      bucket = aws_s3_bucket.replica.arn
      encryption_configuration { replica_kms_key_id = aws_kms_key.replica.arn }
    }
  }
}
