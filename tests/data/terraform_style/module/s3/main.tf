data "aws_caller_identity" "current" {
  count = local.create ? 1 : 0
}

data "aws_partition" "current" {
  count = local.create ? 1 : 0
}

locals {
  create = var.create && var.feature_buckets

  needs_policy = (
    var.deny_insecure_transport || var.deny_old_tls || var.deny_unencrypted_uploads || var.deny_wrong_kms_key ||
    var.log_delivery_from_load_balancers || var.log_delivery_from_buckets || var.attach_policy
  )
  attach_policy = local.create && local.needs_policy

  grants          = try(jsondecode(var.grants), var.grants)
  lifecycle_rules = try(jsondecode(var.lifecycle_rules), var.lifecycle_rules)
  name            = coalesce(var.bucket, lookup(var.names, "bucket", null), "unnamed")
}

resource "aws_s3_bucket" "this" {
  count = local.create ? 1 : 0

  bucket              = var.bucket_prefix == null ? local.name : null
  bucket_prefix       = var.bucket_prefix
  force_destroy       = var.force_destroy
  object_lock_enabled = var.object_lock_enabled
  tags                = merge({ Name = local.name }, var.tags, lookup(var.tags_by_resource, "bucket", {}))
}

resource "aws_s3_bucket_versioning" "this" {
  count = local.create && length(keys(var.versioning)) > 0 ? 1 : 0

  bucket                = aws_s3_bucket.this[0].id
  expected_bucket_owner = var.expected_bucket_owner
  mfa                   = try(var.versioning["mfa"], null)

  versioning_configuration {
    status = try(
      tobool(var.versioning["enabled"]) ? "Enabled" : "Suspended",
      tobool(var.versioning["status"]) ? "Enabled" : "Suspended",
      lower(var.versioning["status"]) == "enabled" ? "Enabled" : "Suspended"
    )
    mfa_delete = try(tobool(var.versioning["mfa_delete"]) ? "Enabled" : "Disabled", null)
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  count = local.create && length(keys(var.encryption)) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  dynamic "rule" {
    for_each = try(flatten([var.encryption["rule"]]), [])

    content {
      bucket_key_enabled = try(rule.value.bucket_key_enabled, null)

      dynamic "apply_server_side_encryption_by_default" {
        for_each = try([rule.value.apply_server_side_encryption_by_default], [])
        iterator = default

        content {
          sse_algorithm     = default.value.sse_algorithm
          kms_master_key_id = try(default.value.kms_master_key_id, null)
        }
      }
    }
  }
}

resource "aws_s3_bucket_acl" "this" {
  count = local.create && ((var.acl != null && var.acl != "null") || length(local.grants) > 0) ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  acl    = var.acl == "null" ? null : var.acl

  dynamic "access_control_policy" {
    for_each = length(local.grants) > 0 ? [true] : []

    content {
      dynamic "grant" {
        for_each = local.grants

        content {
          permission = grant.value.permission
          grantee {
            type = try(grant.value.type, "CanonicalUser")
            id   = try(grant.value.id, null)
            uri  = try(grant.value.uri, null)
          }
        }
      }
      owner {
        id = try(var.owner["id"], "owner")
      }
    }
  }

  depends_on = [aws_s3_bucket_ownership_controls.this]
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  count = local.create && length(local.lifecycle_rules) > 0 ? 1 : 0

  bucket = aws_s3_bucket.this[0].id

  dynamic "rule" {
    for_each = local.lifecycle_rules

    content {
      id     = try(rule.value.id, null)
      status = try(rule.value.enabled ? "Enabled" : "Disabled", tobool(rule.value.status) ? "Enabled" : "Disabled", "Enabled")

      dynamic "expiration" {
        for_each = try(flatten([rule.value.expiration]), [])
        content {
          days = try(expiration.value.days, null)
        }
      }

      dynamic "transition" {
        for_each = try(flatten([rule.value.transition]), [])
        content {
          days          = try(transition.value.days, null)
          storage_class = transition.value.storage_class
        }
      }

      dynamic "filter" {
        for_each = length(try(flatten([rule.value.filter]), [])) == 0 ? [true] : []
        content {}
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}

resource "aws_s3_bucket_logging" "this" {
  count = local.create && length(keys(var.logging)) > 0 ? 1 : 0

  bucket        = aws_s3_bucket.this[0].id
  target_bucket = var.logging["target_bucket"]
  target_prefix = try(var.logging["target_prefix"], "log/")

  dynamic "target_object_key_format" {
    for_each = try([var.logging["target_object_key_format"]], [])
    content {
      dynamic "simple_prefix" {
        for_each = length(try(target_object_key_format.value["partitioned_prefix"], [])) == 0 ? [true] : []
        content {}
      }
    }
  }
}

data "aws_iam_policy_document" "combined" {
  count = local.attach_policy ? 1 : 0

  source_policy_documents = compact([
    var.deny_insecure_transport ? data.aws_iam_policy_document.deny_insecure_transport[0].json : "",
    var.log_delivery_from_buckets ? data.aws_iam_policy_document.log_delivery[0].json : "",
    var.attach_policy ? var.policy : ""
  ])
}

data "aws_iam_policy_document" "deny_insecure_transport" {
  count = local.create && var.deny_insecure_transport ? 1 : 0

  statement {
    sid       = "DenyInsecureTransport"
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

data "aws_iam_policy_document" "log_delivery" {
  count = local.create && var.log_delivery_from_buckets ? 1 : 0

  statement {
    sid       = "LogDelivery"
    actions   = ["s3:PutObject"]
    resources = ["${aws_s3_bucket.this[0].arn}/*"]

    principals {
      type        = "Service"
      identifiers = ["logging.s3.amazonaws.com"]
    }

    dynamic "condition" {
      for_each = length(var.log_delivery_source_accounts) != 0 ? [true] : []
      content {
        test     = "StringEquals"
        variable = "aws:SourceAccount"
        values   = var.log_delivery_source_accounts
      }
    }

    dynamic "condition" {
      for_each = length(var.log_delivery_source_buckets) != 0 ? [true] : []
      content {
        test     = "ArnLike"
        variable = "aws:SourceArn"
        values   = var.log_delivery_source_buckets
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  count = local.attach_policy ? 1 : 0

  bucket = aws_s3_bucket.this[0].id
  policy = data.aws_iam_policy_document.combined[0].json

  depends_on = [aws_s3_bucket_public_access_block.this]
}

resource "aws_s3_bucket_public_access_block" "this" {
  count = local.create && var.attach_public_access_block ? 1 : 0

  bucket                  = aws_s3_bucket.this[0].id
  block_public_acls       = var.block_public_acls
  block_public_policy     = var.block_public_policy
  ignore_public_acls      = var.ignore_public_acls
  restrict_public_buckets = var.restrict_public_buckets
}

resource "aws_s3_bucket_ownership_controls" "this" {
  count = local.create && var.control_object_ownership ? 1 : 0

  bucket = local.attach_policy ? aws_s3_bucket_policy.this[0].id : aws_s3_bucket.this[0].id

  rule {
    object_ownership = var.object_ownership
  }

  depends_on = [aws_s3_bucket_policy.this, aws_s3_bucket_public_access_block.this, aws_s3_bucket.this]
}
