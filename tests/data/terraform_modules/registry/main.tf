module "bucket" {
  source  = "terraform-aws-modules/s3-bucket/aws"
  version = "~> 4.0"
  bucket  = "a"
}

module "key" {
  source   = "git::https://example.com/kms.git?ref=v1"
  for_each = toset(["a", "b"])
}

module "odd" {
  source = var.source
}

resource "aws_s3_bucket_versioning" "a" {
  bucket = module.bucket.s3_bucket_id
  versioning_configuration {
    status = module.key["a"].status
  }
}

module "outside" {
  source = "../../../../../"
}

module "missing" {
  source = "./missing"
}
