variable "environment" {
  type    = string
  default = "live"
}

variable "enabled" {
  type = bool
}

variable "names" {
  type = set(string)
}

module "logs" {
  source = "./bucket"
  name   = "logs-${var.environment}"
  acl    = null
  tags   = { Part = "logs" }
}

module "many" {
  source   = "./bucket"
  for_each = { a = "Suspended", b = "Enabled" }

  name       = "many-${each.key}"
  versioning = each.value
  log_bucket = module.logs.bucket.id
}

module "maybe" {
  source = "./bucket"
  count  = var.enabled ? 1 : 0

  name       = "maybe"
  providers  = { aws = aws.other }
  depends_on = [module.logs]
}

module "open" {
  source   = "./bucket"
  for_each = var.names
  name     = each.key
}

resource "aws_s3_bucket_public_access_block" "many" {
  for_each          = module.many
  bucket            = each.value.bucket.id
  block_public_acls = true
}

resource "aws_s3_bucket_policy" "maybe" {
  count  = var.enabled ? 1 : 0
  bucket = module.maybe[0].name
  policy = jsonencode({ Statement = [{ Resource = one(module.maybe[*].arn) }] })
}

resource "aws_s3_bucket" "all" {
  bucket = join(".", values(module.many)[*].name)
  acl    = module.logs.nothing
}
