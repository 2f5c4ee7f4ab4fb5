variable "buckets" {
  type = map(any)
}

variable "enabled" {
  type = bool
}

module "many" {
  source   = "../module/wrapper"
  defaults = { deny_insecure_transport = true, versioning = { enabled = true } }
  items    = var.buckets
}

module "maybe" {
  source  = "../module/s3"
  create  = var.enabled
  bucket  = "style-maybe"
  logging = { target_bucket = "elsewhere" }

  deny_insecure_transport = true
  versioning              = { enabled = true }
}

module "secured" {
  source                  = "../module/s3"
  count                   = var.enabled ? 1 : 0
  bucket                  = "style-secured"
  deny_insecure_transport = var.enabled
  logging                 = { target_bucket = module.maybe.id }
  versioning              = { enabled = var.enabled }
}
