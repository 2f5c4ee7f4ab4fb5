variable "name" {
  type = string
}

variable "acl" {
  type     = string
  default  = "private"
  nullable = false
}

variable "versioning" {
  default = "Enabled"
}

variable "log_bucket" {
  type    = string
  default = null
}

variable "tags" {
  type    = map(string)
  default = {}
}

locals {
  logs = var.log_bucket != null
}

resource "aws_s3_bucket" "this" {
  bucket = var.name
  acl    = var.acl
  tags   = var.tags
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id
  versioning_configuration {
    status = var.versioning
  }
}

resource "aws_s3_bucket_logging" "this" {
  count         = local.logs ? 1 : 0
  bucket        = aws_s3_bucket.this.id
  target_bucket = var.log_bucket
  target_prefix = "${path.module}/${var.name}"
}

module "policy" {
  source = "../policy"
  bucket = { id = aws_s3_bucket.this.id, arn = aws_s3_bucket.this.arn }
}

output "name" {
  value = aws_s3_bucket.this.bucket
}

output "arn" {
  value = module.policy.protected
}

output "bucket" {
  value = aws_s3_bucket.this
}
