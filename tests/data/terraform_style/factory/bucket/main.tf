variable "name" {
  type = string
}

variable "config" {
  type = any
}

variable "target" {
  type     = string
  default  = null
  nullable = true
}

variable "kms_key_id" {
  type    = string
  default = null
}

locals {
  block    = var.config.public_access_block
  readers  = sort(distinct(concat(["arn:aws:iam::111122223333:root"], try(var.config.readers, []))))
  paths    = [for name in ["A", "B"] : { name = name, prefix = "${lower(name)}/" }]
  template = { for name in try(var.config.policies, []) : name => "${path.root}/config/policies/${name}.json.tftpl" }
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
  tags   = { for key, value in var.config.tags : key => tostring(value) }
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.bucket
  versioning_configuration {
    status = title(lower(var.config.versioning))
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  rule {
    apply_server_side_encryption_by_default {
      sse_algorithm     = var.config.encryption.algorithm
      kms_master_key_id = startswith(var.config.encryption.algorithm, "aws:kms") ? var.kms_key_id : null
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  bucket                  = aws_s3_bucket.this.id
  block_public_acls       = local.block["acls"]
  block_public_policy     = local.block["policy"]
  ignore_public_acls      = local.block["ignore"]
  restrict_public_buckets = local.block["restrict"]
}

resource "aws_s3_bucket_logging" "this" {
  count         = var.target == null ? 0 : 1
  bucket        = aws_s3_bucket.this.id
  target_bucket = var.target
  target_prefix = format("%s/", var.name)
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  count  = length(try(var.config.lifecycle, [])) == 0 ? 0 : 1
  bucket = aws_s3_bucket.this.id

  dynamic "rule" {
    for_each = { for rule in var.config.lifecycle : rule.id => rule }
    content {
      id     = rule.key
      status = "Enabled"
      filter {}
      expiration {
        days = tonumber(rule.value.days)
      }
    }
  }
}

data "aws_iam_policy_document" "tls" {
  statement {
    sid       = "Tls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this.arn, join("/", [aws_s3_bucket.this.arn, "*"])]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = ["false"]
    }
  }
}

data "aws_iam_policy_document" "all" {
  source_policy_documents = concat(
    try(var.config.tls, true) ? data.aws_iam_policy_document.tls.*.json : [],
    [for name, file in local.template : templatefile(file, { arn = aws_s3_bucket.this.arn, readers = local.readers, paths = local.paths })]
  )
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.all.json
}

output "id" {
  value = aws_s3_bucket.this.id
}
