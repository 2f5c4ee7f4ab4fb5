variable "buckets" {
  type = any
}

resource "aws_kms_key" "this" {
  enable_key_rotation = true
}

module "logs" {
  source = "../module/s3"

  bucket                       = "style-logs"
  versioning                   = { enabled = true }
  deny_insecure_transport      = true
  log_delivery_from_buckets    = true
  log_delivery_source_accounts = ["123456789012"]
  control_object_ownership     = true
  logging                      = { target_bucket = "style-logs", target_prefix = "self/" }
  lifecycle_rules              = [{ id = "old", enabled = true, expiration = { days = 90 } }]
  encryption                   = local.encryption
}

locals {
  encryption = {
    rule = {
      bucket_key_enabled = true
      apply_server_side_encryption_by_default = {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = aws_kms_key.this.arn
      }
    }
  }
}

module "many" {
  source = "../module/wrapper"

  defaults = {
    versioning              = { status = "Enabled" }
    deny_insecure_transport = true
    encryption              = local.encryption
    logging                 = { target_bucket = module.logs.id }
    lifecycle_rules         = jsonencode([{ id = "old", status = true, expiration = [{ days = 30 }] }])
    control_object_ownership = true
  }
  items = { for name, bucket in var.buckets : name => merge({ bucket = "style-${name}" }, bucket) }
}

resource "aws_s3_bucket_notification" "each" {
  for_each = module.many.buckets
  bucket   = each.value.id
}
