# As modules for version 3 of the provider are written: everything inside of the bucket, and `"${…}"` around all.
variable "create_bucket" {
  default = true
}

variable "name" {}

variable "acl" {
  type    = "string"
  default = "private"
}

variable "policy" {
  default = ""
}

variable "tags" {
  type    = "map"
  default = {}
}

variable "versioning" {
  type    = map(string)
  default = {}
}

variable "logging" {
  type    = map(string)
  default = {}
}

variable "server_side_encryption_configuration" {
  type    = any
  default = {}
}

variable "lifecycle_rule" {
  type    = any
  default = []
}

variable "website" {
  type    = map(string)
  default = {}
}

variable "cors_rule" {
  type    = any
  default = []
}

variable "replication_configuration" {
  type    = any
  default = {}
}

variable "grant" {
  type    = any
  default = []
}

variable "block_public" {
  default = "true"
}

resource "aws_s3_bucket" "this" {
  count  = "${var.create_bucket ? 1 : 0}"
  bucket = "${var.name}"
  acl    = "${length(var.grant) == 0 ? var.acl : "null"}" != "null" ? var.acl : null
  tags   = "${merge({ "Name" = format("%s", var.name) }, var.tags)}"

  dynamic "versioning" {
    for_each = length(keys(var.versioning)) == 0 ? [] : [var.versioning]

    content {
      enabled    = lookup(versioning.value, "enabled", null)
      mfa_delete = lookup(versioning.value, "mfa_delete", null)
    }
  }

  dynamic "logging" {
    for_each = length(keys(var.logging)) == 0 ? [] : [var.logging]

    content {
      target_bucket = logging.value.target_bucket
      target_prefix = lookup(logging.value, "target_prefix", null)
    }
  }

  dynamic "grant" {
    for_each = var.grant

    content {
      id          = lookup(grant.value, "id", null)
      type        = grant.value.type
      permissions = grant.value.permissions
      uri         = lookup(grant.value, "uri", null)
    }
  }

  dynamic "website" {
    for_each = length(keys(var.website)) == 0 ? [] : [var.website]

    content {
      index_document = lookup(website.value, "index_document", null)
    }
  }

  dynamic "lifecycle_rule" {
    for_each = var.lifecycle_rule

    content {
      id      = lookup(lifecycle_rule.value, "id", null)
      enabled = lifecycle_rule.value.enabled

      dynamic "expiration" {
        for_each = length(keys(lookup(lifecycle_rule.value, "expiration", {}))) == 0 ? [] : [lookup(lifecycle_rule.value, "expiration", {})]

        content {
          days = lookup(expiration.value, "days", null)
        }
      }

      dynamic "transition" {
        for_each = lookup(lifecycle_rule.value, "transition", [])

        content {
          days          = lookup(transition.value, "days", null)
          storage_class = transition.value.storage_class
        }
      }
    }
  }

  dynamic "replication_configuration" {
    for_each = length(keys(var.replication_configuration)) == 0 ? [] : [var.replication_configuration]

    content {
      role = replication_configuration.value.role

      dynamic "rules" {
        for_each = replication_configuration.value.rules

        content {
          id     = lookup(rules.value, "id", null)
          status = lookup(rules.value, "status", null)

          dynamic "destination" {
            for_each = length(keys(lookup(rules.value, "destination", {}))) == 0 ? [] : [lookup(rules.value, "destination", {})]

            content {
              bucket = lookup(destination.value, "bucket", null)
            }
          }
        }
      }
    }
  }

  dynamic "server_side_encryption_configuration" {
    for_each = length(keys(var.server_side_encryption_configuration)) == 0 ? [] : [var.server_side_encryption_configuration]

    content {
      dynamic "rule" {
        for_each = length(keys(lookup(server_side_encryption_configuration.value, "rule", {}))) == 0 ? [] : [lookup(server_side_encryption_configuration.value, "rule", {})]

        content {
          dynamic "apply_server_side_encryption_by_default" {
            for_each = length(keys(lookup(rule.value, "apply_server_side_encryption_by_default", {}))) == 0 ? [] : [
            lookup(rule.value, "apply_server_side_encryption_by_default", {})]

            content {
              sse_algorithm     = apply_server_side_encryption_by_default.value.sse_algorithm
              kms_master_key_id = lookup(apply_server_side_encryption_by_default.value, "kms_master_key_id", null)
            }
          }
        }
      }
    }
  }
}

resource "aws_s3_bucket_policy" "this" {
  count  = "${var.create_bucket && var.policy != "" ? 1 : 0}"
  bucket = "${element(concat(aws_s3_bucket.this.*.id, [""]), 0)}"
  policy = "${var.policy}"
}

resource "aws_s3_bucket_public_access_block" "this" {
  count = "${var.create_bucket ? 1 : 0}"

  # The chain puts the policy first.
  bucket = "${var.policy != "" ? element(concat(aws_s3_bucket_policy.this.*.id, [""]), 0) : element(concat(aws_s3_bucket.this.*.id, [""]), 0)}"

  block_public_acls       = "${var.block_public}"
  block_public_policy     = "${var.block_public}"
  ignore_public_acls      = "${var.block_public}"
  restrict_public_buckets = "${var.block_public}"
}

output "id" {
  value = "${element(concat(aws_s3_bucket.this.*.id, [""]), 0)}"
}

output "arn" {
  value = "${element(concat(aws_s3_bucket.this.*.arn, [""]), 0)}"
}
