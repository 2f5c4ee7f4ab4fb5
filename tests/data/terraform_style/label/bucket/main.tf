locals {
  enabled   = module.this.enabled
  partition = join("", data.aws_partition.current[*].partition)

  object_lock_enabled           = local.enabled && var.object_lock_configuration != null
  replication_enabled           = local.enabled && var.s3_replication_enabled
  versioning_enabled            = local.enabled && var.versioning_enabled
  transfer_acceleration_enabled = local.enabled && var.transfer_acceleration_enabled

  bucket_name = var.bucket_name != null && var.bucket_name != "" ? var.bucket_name : module.this.id
  bucket_arn  = "arn:${local.partition}:s3:::${join("", aws_s3_bucket.default[*].id)}"
  bucket_id   = one(aws_s3_bucket.default[*].id)

  acl_grants = var.grants == null ? [] : flatten([
    for g in var.grants : [
      for p in g.permissions : { id = g.id, type = g.type, permission = p, uri = g.uri }
    ]
  ])

  source_policy_documents = compact(concat([var.policy], var.source_policy_documents))
  policy_enabled = local.enabled && (
    var.allow_ssl_requests_only || var.allow_encrypted_uploads_only || length(var.privileged_principal_arns) > 0 || length(local.source_policy_documents) > 0
  )

  lifecycle_rules = var.lifecycle_configuration_rules == null ? [] : var.lifecycle_configuration_rules
  enabled_rules   = [for rule in local.lifecycle_rules : rule if rule.enabled]
  full_rules = [for rule in local.enabled_rules : {
    id     = rule.id
    prefix = try(length(rule.filter_and.prefix), 0) == 0 ? null : rule.filter_and.prefix
    days   = lookup(coalesce(rule.expiration, {}), "days", null)
    abort  = rule.abort_incomplete_multipart_upload_days
  }]

  logging_target = try(var.logging[0].bucket_name, null)
}

data "aws_partition" "current" { count = local.enabled ? 1 : 0 }
data "aws_canonical_user_id" "default" { count = local.enabled ? 1 : 0 }

resource "aws_s3_bucket" "default" {
  #bridgecrew:skip=CKV_AWS_145:Encryption is a choice of the caller
  count               = local.enabled ? 1 : 0
  bucket              = local.bucket_name
  force_destroy       = var.force_destroy
  object_lock_enabled = local.object_lock_enabled
  tags                = module.this.tags
}

resource "aws_s3_bucket_accelerate_configuration" "default" {
  count  = local.transfer_acceleration_enabled ? 1 : 0
  bucket = local.bucket_id
  status = "Enabled"
}

resource "aws_s3_bucket_versioning" "default" {
  count  = local.enabled ? 1 : 0
  bucket = local.bucket_id

  versioning_configuration {
    status = local.versioning_enabled ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_logging" "default" {
  for_each = toset(local.enabled && length(var.logging) > 0 ? ["enabled"] : [])

  bucket        = local.bucket_id
  target_bucket = var.logging[0]["bucket_name"]
  target_prefix = var.logging[0]["prefix"]
}

resource "aws_s3_bucket_server_side_encryption_configuration" "default" {
  count  = local.enabled ? 1 : 0
  bucket = local.bucket_id

  rule {
    bucket_key_enabled = var.bucket_key_enabled

    apply_server_side_encryption_by_default {
      sse_algorithm     = var.sse_algorithm
      kms_master_key_id = var.kms_master_key_arn
    }
  }
}

resource "aws_s3_bucket_lifecycle_configuration" "default" {
  count  = local.enabled && length(local.full_rules) > 0 ? 1 : 0
  bucket = local.bucket_id

  dynamic "rule" {
    for_each = local.full_rules

    content {
      id     = rule.value.id
      status = "Enabled"

      dynamic "expiration" {
        for_each = rule.value.days == null ? [] : [rule.value.days]
        content {
          days = expiration.value
        }
      }

      dynamic "abort_incomplete_multipart_upload" {
        for_each = rule.value.abort == null ? [] : [1]
        content {
          days_after_initiation = rule.value.abort
        }
      }
    }
  }

  depends_on = [aws_s3_bucket_versioning.default]
}

resource "aws_s3_bucket_acl" "default" {
  count  = local.enabled && var.s3_object_ownership != "BucketOwnerEnforced" ? 1 : 0
  bucket = local.bucket_id
  acl    = try(length(local.acl_grants), 0) == 0 ? var.acl : null

  dynamic "access_control_policy" {
    for_each = try(length(local.acl_grants), 0) == 0 || try(length(var.acl), 0) > 0 ? [] : [1]

    content {
      dynamic "grant" {
        for_each = local.acl_grants

        content {
          grantee {
            id   = grant.value.id
            type = grant.value.type
            uri  = grant.value.uri
          }
          permission = grant.value.permission
        }
      }

      owner {
        id = join("", data.aws_canonical_user_id.default[*].id)
      }
    }
  }
}

resource "aws_s3_bucket_replication_configuration" "default" {
  count  = local.replication_enabled ? 1 : 0
  bucket = local.bucket_id
  role   = aws_iam_role.replication[0].arn

  dynamic "rule" {
    for_each = var.s3_replication_rules == null ? [] : var.s3_replication_rules

    content {
      id       = rule.value.id
      priority = try(rule.value.priority, 0)
      status   = try(rule.value.status, null)

      destination {
        bucket        = try(length(rule.value.destination_bucket), 0) > 0 ? rule.value.destination_bucket : var.s3_replica_bucket_arn
        storage_class = try(rule.value.destination.storage_class, "STANDARD")
      }
    }
  }
}

resource "aws_iam_role" "replication" {
  count              = local.replication_enabled ? 1 : 0
  name               = format("%s-replication", module.this.id)
  assume_role_policy = data.aws_iam_policy_document.replication_sts[0].json
}

data "aws_iam_policy_document" "replication_sts" {
  count = local.replication_enabled ? 1 : 0

  statement {
    sid     = "AllowPrimaryToAssumeServiceRole"
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["s3.amazonaws.com"]
    }
  }
}

data "aws_iam_policy_document" "bucket_policy" {
  count = local.policy_enabled ? 1 : 0

  dynamic "statement" {
    for_each = var.allow_encrypted_uploads_only ? [1] : []

    content {
      sid       = "DenyIncorrectEncryptionHeader"
      effect    = "Deny"
      actions   = ["s3:PutObject"]
      resources = ["${local.bucket_arn}/*"]

      principals {
        identifiers = ["*"]
        type        = "*"
      }

      condition {
        test     = "StringNotEquals"
        values   = [var.sse_algorithm]
        variable = "s3:x-amz-server-side-encryption"
      }
    }
  }

  dynamic "statement" {
    for_each = var.allow_ssl_requests_only ? [1] : []

    content {
      sid       = "ForceSSLOnlyAccess"
      effect    = "Deny"
      actions   = ["s3:*"]
      resources = [local.bucket_arn, "${local.bucket_arn}/*"]

      principals {
        identifiers = ["*"]
        type        = "*"
      }

      condition {
        test     = "Bool"
        values   = ["false"]
        variable = "aws:SecureTransport"
      }
    }
  }

  dynamic "statement" {
    for_each = var.privileged_principal_arns

    content {
      sid     = "AllowPrivilegedPrincipal[${statement.key}]"
      actions = var.privileged_principal_actions
      resources = distinct(flatten([
        local.bucket_arn,
        formatlist("${local.bucket_arn}/%s*", values(statement.value)[0])
      ]))
      principals {
        type        = "AWS"
        identifiers = [keys(statement.value)[0]]
      }
    }
  }
}

data "aws_iam_policy_document" "aggregated_policy" {
  count = local.policy_enabled ? 1 : 0

  source_policy_documents   = data.aws_iam_policy_document.bucket_policy[*].json
  override_policy_documents = local.source_policy_documents
}

resource "aws_s3_bucket_policy" "default" {
  count      = local.policy_enabled ? 1 : 0
  bucket     = join("", aws_s3_bucket.default.*.id)
  policy     = join("", data.aws_iam_policy_document.aggregated_policy.*.json)
  depends_on = [aws_s3_bucket_public_access_block.default]
}

resource "aws_s3_bucket_public_access_block" "default" {
  count = local.enabled ? 1 : 0

  bucket                  = concat(aws_s3_bucket.default.*.id, [""])[0]
  block_public_acls       = var.block_public_acls
  block_public_policy     = var.block_public_policy
  ignore_public_acls      = var.ignore_public_acls
  restrict_public_buckets = var.restrict_public_buckets
}

resource "aws_s3_bucket_ownership_controls" "default" {
  count  = local.enabled ? 1 : 0
  bucket = element(concat(aws_s3_bucket.default[*].id, [""]), 0)

  rule {
    object_ownership = var.s3_object_ownership
  }
  depends_on = [time_sleep.wait]
}

resource "time_sleep" "wait" {
  count            = local.enabled ? 1 : 0
  create_duration  = "30s"
  destroy_duration = "30s"
}

output "bucket_id" {
  value = local.enabled ? join("", aws_s3_bucket.default[*].id) : ""
}

output "bucket_arn" {
  value = one(aws_s3_bucket.default[*].arn)
}

output "enabled" {
  value = local.enabled
}
