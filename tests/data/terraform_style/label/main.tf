variable "account_ids" {
  type = map(string)
}

module "label" {
  source = "./null-label"

  namespace  = "Eg"
  stage      = "prod"
  attributes = ["Data", "", "data"]
  tags       = { Team = "storage" }
}

module "logs" {
  source = "./bucket"

  name                       = "logs"
  versioning_enabled         = true
  allow_ssl_requests_only    = true
  s3_object_ownership        = "BucketOwnerEnforced"
  logging                    = [{ bucket_name = "eg-prod-logs-data", prefix = "self/" }]
  context                    = module.label.context
}

module "replica" {
  source = "./bucket"

  bucket_name             = "eg-replica"
  allow_ssl_requests_only = true
  s3_object_ownership     = "BucketOwnerEnforced"
  logging                 = [{ bucket_name = module.logs.bucket_id, prefix = "replica/" }]
  context                 = module.label.context
}

module "good" {
  source = "./bucket"

  name                         = "good bucket!"
  sse_algorithm                = "aws:kms"
  kms_master_key_arn           = aws_kms_key.this.arn
  allow_ssl_requests_only      = true
  allow_encrypted_uploads_only = true
  s3_object_ownership          = "BucketOwnerEnforced"
  logging                      = [{ bucket_name = module.logs.bucket_id, prefix = "good/" }]
  privileged_principal_arns    = [for id in ["111122223333"] : { "arn:aws:iam::${id}:root" = ["in/", "out/"] }]
  privileged_principal_actions = ["s3:GetObject", "s3:PutObject"]
  s3_replication_enabled       = true
  s3_replication_rules         = [{ id = "all", status = "Enabled", destination_bucket = module.replica.bucket_arn }]
  lifecycle_configuration_rules = [
    { id = "old", expiration = { days = 90 } },
    { id = "off", enabled = false },
    { id = "parts", abort_incomplete_multipart_upload_days = 3 }
  ]
  context = module.label.context
}

resource "aws_kms_key" "this" {
  enable_key_rotation = true
}

module "off" {
  source  = "./bucket"
  enabled = false
  name    = "off"
  context = module.label.context
}

module "bad" {
  source = "./bucket"

  name                    = "bad"
  acl                     = "public-read"
  versioning_enabled      = false
  block_public_acls       = false
  ignore_public_acls      = false
  block_public_policy     = false
  restrict_public_buckets = false
  policy                  = data.aws_iam_policy_document.open.json
  context                 = module.label.context
}

data "aws_iam_policy_document" "open" {
  statement {
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::eg-prod-bad-data/*"]
    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

# What the values of the callers are is not known; what is written is.
module "open" {
  source = "./bucket"

  name                         = "open"
  allow_ssl_requests_only      = true
  s3_object_ownership          = "BucketOwnerEnforced"
  logging                      = [{ bucket_name = module.logs.bucket_id, prefix = "open/" }]
  privileged_principal_arns    = [for id in values(var.account_ids) : { "arn:aws:iam::${id}:root" = [""] }]
  privileged_principal_actions = ["s3:GetObject"]
  context                      = module.label.context
}
