data "aws_caller_identity" "me" {}
data "aws_partition" "here" {}
data "aws_region" "here" {}
data "aws_canonical_user_id" "me" {}
data "aws_organizations_organization" "all" {}
data "aws_elb_service_account" "elb" {}
data "aws_cloudtrail_service_account" "trail" {}
data "aws_s3_bucket" "logs" {
  bucket = "logs"
}
data "aws_kms_alias" "s3" {
  name = "alias/s3"
}

resource "aws_s3_bucket" "logs" {
  bucket = "logs"
}

resource "aws_s3_bucket_versioning" "logs" {
  bucket = data.aws_s3_bucket.logs.id
  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket" "all" {
  bucket = jsonencode([
    data.aws_caller_identity.me.account_id,
    data.aws_caller_identity.me.arn,
    data.aws_partition.here.partition,
    data.aws_region.here.region,
    data.aws_canonical_user_id.me.id,
    data.aws_organizations_organization.all.id,
    data.aws_organizations_organization.all.master_account_id,
    data.aws_elb_service_account.elb.arn,
    data.aws_cloudtrail_service_account.trail.id,
    data.aws_s3_bucket.logs.arn,
    data.aws_kms_alias.s3.target_key_arn,
  ])
}
