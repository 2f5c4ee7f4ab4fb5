variable "versioned" {}
variable "rules" {}

resource "aws_s3_bucket" "a" {
  dynamic "versioning" {
    for_each = var.versioned ? [1] : []
    content {
      enabled = true
    }
  }

  dynamic "lifecycle_rule" {
    for_each = [{ id = "x", days = 1 }, { id = "y", days = null }]
    iterator = rule
    content {
      id      = rule.value.id
      enabled = true
      dynamic "expiration" {
        for_each = rule.value.days == null ? [] : [rule.value.days]
        content {
          days = expiration.value
        }
      }
    }
  }

  dynamic "logging" {
    for_each = var.rules
    content {
      target_bucket = logging.value.bucket
    }
  }

  dynamic "grant" {
    for_each = var.rules
    content {
      type        = "Group"
      permissions = grant.value.permissions
    }
  }
  grant {
    type        = "CanonicalUser"
    permissions = var.rules
  }
}
