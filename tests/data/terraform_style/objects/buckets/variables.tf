variable "region" {
  type    = string
  default = null
}

variable "settings" {
  description = "Settings that hold for every bucket which does not say otherwise."
  type = object({
    name_prefix   = optional(string, "")
    force_destroy = optional(bool, false)
    versioning    = optional(bool, true)
    encryption = optional(object({
      kms_key_arn = optional(string)
      algorithm   = optional(string, "AES256")
    }), {})
    public_access = optional(object({
      block_public_acls       = optional(bool, true)
      block_public_policy     = optional(bool, true)
      ignore_public_acls      = optional(bool, true)
      restrict_public_buckets = optional(bool, true)
    }), {})
    tags = optional(map(string), {})
  })
  default  = {}
  nullable = false
}

variable "buckets" {
  type = map(object({
    name       = optional(string)
    versioning = optional(bool)
    encryption = optional(object({
      kms_key_arn = optional(string)
      algorithm   = optional(string)
    }))
    logging = optional(object({
      bucket = string
      prefix = optional(string)
    }))
    public_access = optional(object({
      block_public_acls       = optional(bool)
      block_public_policy     = optional(bool)
      ignore_public_acls      = optional(bool)
      restrict_public_buckets = optional(bool)
    }))
    object_ownership = optional(string, "BucketOwnerEnforced")
    require_tls      = optional(bool, true)
    readers          = optional(list(string), [])
    statements = optional(list(object({
      sid        = optional(string)
      effect     = optional(string, "Allow")
      actions    = list(string)
      paths      = optional(set(string), ["/*"])
      principals = optional(map(list(string)), {})
      conditions = optional(list(object({
        test     = string
        variable = string
        values   = list(string)
      })), [])
    })), [])
    lifecycle = optional(map(object({
      status      = optional(string, "Enabled")
      days        = optional(number)
      transitions = optional(map(number), {})
    })), {})
    tags = optional(map(string), {})
  }))
  nullable = false

  validation {
    condition     = alltrue([for b in values(var.buckets) : contains(["BucketOwnerEnforced", "BucketOwnerPreferred", "ObjectWriter"], b.object_ownership)])
    error_message = "object_ownership is not one that S3 knows."
  }
}
