# The idioms of published bucket modules: everything behind a switch, everything from one variable.

variable "create_bucket" {
  type    = bool
  default = true
}

variable "bucket" {
  type    = string
  default = null
}

variable "policy" {
  type    = string
  default = null
}

variable "attach_policy" {
  type    = bool
  default = false
}

variable "attach_tls_policy" {
  type    = bool
  default = true
}

variable "logging" {
  type    = any
  default = {}
}

variable "versioning" {
  type    = map(string)
  default = { enabled = true }
}

variable "sse" {
  type = any
  default = {
    rule = {
      apply_server_side_encryption_by_default = {
        sse_algorithm = "AES256"
      }
    }
  }
}

variable "grant" {
  type    = any
  default = []
}

locals {
  create        = var.create_bucket && var.enabled
  attach_policy = var.attach_tls_policy || var.attach_policy
  grants        = try(jsondecode(var.grant), var.grant)
}

variable "enabled" {}

resource "aws_s3_bucket" "this" {
  count         = local.create ? 1 : 0
  bucket        = var.bucket
  bucket_prefix = "app-"
}

resource "aws_s3_bucket_logging" "this" {
  count         = local.create && length(keys(var.logging)) > 0 ? 1 : 0
  bucket        = aws_s3_bucket.this[0].id
  target_bucket = var.logging["target_bucket"]
}

resource "aws_s3_bucket_versioning" "this" {
  count  = local.create && length(keys(var.versioning)) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  versioning_configuration {
    status = try(var.versioning["enabled"] ? "Enabled" : "Suspended", tobool(var.versioning["status"]) ? "Enabled" : "Suspended", title(lower(var.versioning["status"])))
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count  = local.create && length(keys(var.sse)) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id

  dynamic "rule" {
    for_each = try(flatten([var.sse["rule"]]), [])
    content {
      bucket_key_enabled = try(rule.value.bucket_key_enabled, null)
      dynamic "apply_server_side_encryption_by_default" {
        for_each = try([rule.value.apply_server_side_encryption_by_default], [])
        content {
          sse_algorithm     = apply_server_side_encryption_by_default.value.sse_algorithm
          kms_master_key_id = try(apply_server_side_encryption_by_default.value.kms_master_key_id, null)
        }
      }
    }
  }
}

resource "aws_s3_bucket_acl" "this" {
  count  = local.create && length(local.grants) > 0 ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  acl    = "private"
}

resource "aws_s3_bucket_policy" "this" {
  count  = local.create && local.attach_policy ? 1 : 0
  bucket = aws_s3_bucket.this[0].id
  policy = data.aws_iam_policy_document.combined[0].json
}

data "aws_iam_policy_document" "combined" {
  count = local.create && local.attach_policy ? 1 : 0
  source_policy_documents = compact([
    var.attach_tls_policy ? data.aws_iam_policy_document.tls[0].json : "",
    var.attach_policy ? var.policy : "",
  ])
}

data "aws_iam_policy_document" "tls" {
  count = local.create && var.attach_tls_policy ? 1 : 0
  statement {
    sid       = "denyInsecureTransport"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = [aws_s3_bucket.this[0].arn, "${aws_s3_bucket.this[0].arn}/*"]
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
