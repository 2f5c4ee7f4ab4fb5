locals {
  buckets = {
    for key, bucket in var.buckets : key => merge(bucket, {
      name       = coalesce(bucket.name, "${var.settings.name_prefix}${key}")
      versioning = coalesce(bucket.versioning, var.settings.versioning)
      encryption = {
        kms_key_arn = try(coalesce(bucket.encryption.kms_key_arn, var.settings.encryption.kms_key_arn), null)
        algorithm   = try(coalesce(bucket.encryption.algorithm, var.settings.encryption.algorithm), null)
      }
      # Of each switch the bucket's own word counts, else that of the settings.
      public_access = {
        for switch, default in var.settings.public_access :
        switch => try(bucket.public_access[switch], null) != null ? bucket.public_access[switch] : default
      }
    })
  }

  with_policy = toset([
    for key, bucket in local.buckets : key
    if anytrue([bucket.require_tls, length(bucket.readers) > 0, length(bucket.statements) > 0])
  ])

  lifecycle = { for key, bucket in local.buckets : key => bucket.lifecycle if length(bucket.lifecycle) > 0 }
  logging   = { for key, bucket in local.buckets : key => bucket.logging if bucket.logging != null }
}

resource "aws_s3_bucket" "this" {
  for_each      = local.buckets
  bucket        = each.value.name
  force_destroy = var.settings.force_destroy
  tags          = merge(var.settings.tags, each.value.tags, { Name = each.value.name })
}

resource "aws_s3_bucket_versioning" "this" {
  for_each = local.buckets
  bucket   = aws_s3_bucket.this[each.key].id

  versioning_configuration {
    status = each.value.versioning ? "Enabled" : "Suspended"
  }
}

resource "aws_s3_bucket_server_side_encryption_configuration" "this" {
  for_each = { for key, bucket in local.buckets : key => bucket.encryption if bucket.encryption.algorithm != null }
  bucket   = aws_s3_bucket.this[each.key].id

  rule {
    bucket_key_enabled = each.value.kms_key_arn == null ? null : true
    apply_server_side_encryption_by_default {
      sse_algorithm     = each.value.kms_key_arn == null ? each.value.algorithm : "aws:kms"
      kms_master_key_id = each.value.kms_key_arn
    }
  }
}

resource "aws_s3_bucket_public_access_block" "this" {
  for_each = aws_s3_bucket.this
  bucket   = each.value.id

  block_public_acls       = local.buckets[each.key].public_access.block_public_acls
  block_public_policy     = local.buckets[each.key].public_access.block_public_policy
  ignore_public_acls      = local.buckets[each.key].public_access.ignore_public_acls
  restrict_public_buckets = local.buckets[each.key].public_access.restrict_public_buckets
}

resource "aws_s3_bucket_ownership_controls" "this" {
  for_each = { for key, bucket in local.buckets : key => bucket.object_ownership }
  bucket   = aws_s3_bucket.this[each.key].id

  rule {
    object_ownership = each.value
  }
}

resource "aws_s3_bucket_logging" "this" {
  for_each      = local.logging
  bucket        = aws_s3_bucket.this[each.key].id
  target_bucket = try(aws_s3_bucket.this[each.value.bucket].id, each.value.bucket)
  target_prefix = coalesce(each.value.prefix, "${each.key}/")
}

resource "aws_s3_bucket_lifecycle_configuration" "this" {
  for_each = local.lifecycle
  bucket   = aws_s3_bucket.this[each.key].id

  dynamic "rule" {
    for_each = each.value

    content {
      id     = rule.key
      status = rule.value.status
      filter {}

      dynamic "expiration" {
        for_each = rule.value.days[*]
        content {
          days = expiration.value
        }
      }

      dynamic "transition" {
        for_each = rule.value.transitions
        content {
          storage_class = transition.key
          days          = transition.value
        }
      }
    }
  }
}

data "aws_iam_policy_document" "tls" {
  for_each = { for key, bucket in local.buckets : key => bucket if bucket.require_tls }

  statement {
    sid       = "RequireTls"
    effect    = "Deny"
    actions   = ["s3:*"]
    resources = formatlist("%s%s", aws_s3_bucket.this[each.key].arn, ["", "/*"])

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "Bool"
      variable = "aws:SecureTransport"
      values   = [false]
    }
  }
}

data "aws_iam_policy_document" "readers" {
  for_each = { for key, bucket in local.buckets : key => bucket.readers if length(bucket.readers) > 0 }

  statement {
    sid       = "Readers"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.this[each.key].arn}/*"]

    principals {
      type        = "AWS"
      identifiers = each.value
    }
  }
}

data "aws_iam_policy_document" "combined" {
  for_each = local.with_policy

  source_policy_documents = compact([
    try(data.aws_iam_policy_document.tls[each.key].json, null),
    lookup({ for key, doc in data.aws_iam_policy_document.readers : key => doc.json }, each.value, ""),
  ])

  dynamic "statement" {
    for_each = local.buckets[each.key].statements

    content {
      sid       = statement.value.sid
      effect    = statement.value.effect
      actions   = statement.value.actions
      resources = [for path in statement.value.paths : "${aws_s3_bucket.this[each.key].arn}${path}"]

      dynamic "principals" {
        for_each = length(statement.value.principals) > 0 ? statement.value.principals : { "*" = ["*"] }
        content {
          type        = principals.key
          identifiers = principals.value
        }
      }

      dynamic "condition" {
        for_each = statement.value.conditions
        content {
          test     = condition.value.test
          variable = condition.value.variable
          values   = condition.value.values
        }
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  for_each = data.aws_iam_policy_document.combined
  bucket   = aws_s3_bucket.this[each.key].bucket
  policy   = each.value.minified_json

  depends_on = [aws_s3_bucket_public_access_block.this]
}

output "buckets" {
  value = {
    for key, bucket in aws_s3_bucket.this : key => {
      id  = bucket.id
      arn = bucket.arn
    }
  }
}
