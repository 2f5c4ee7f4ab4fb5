variable "config" {
  type = object({
    acl       = optional(string, "private")
    versioned = optional(bool)
    days      = string
    nested    = optional(object({ name = optional(string, "inner") }), {})
  })
  default = {
    days = 5
  }
}

variable "names" {
  type    = set(string)
  default = ["b", "a", "b"]
}

variable "never_null" {
  type     = string
  nullable = false
  default  = "default"
}

resource "aws_s3_bucket" "a" {
  for_each      = var.names
  bucket        = "${each.key}-${each.value}-${var.config.days}-${var.config.nested.name}"
  acl           = var.config.acl
  force_destroy = try(var.config.versioned, "never reached")

  versioning {
    enabled = var.config.versioned
  }
  logging {
    target_bucket = var.never_null
  }
}

variable "a" {}
variable "b" {}

resource "aws_s3_bucket" "nested" {
  count = var.a ? (var.b ? 1 : 0) : 0
}

resource "aws_s3_bucket_versioning" "nested" {
  count  = var.a ? (var.b ? 1 : 0) : 0
  bucket = aws_s3_bucket.nested[0].id
  versioning_configuration {
    status = "Enabled"
  }
}
