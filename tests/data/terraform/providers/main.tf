variable "stage" {}

provider "aws" {
  region = "eu-west-1"
  default_tags {
    tags = {
      team  = "storage"
      stage = var.stage
    }
  }
}

provider "aws" {
  alias  = "west"
  region = "us-west-2"
}

resource "aws_s3_bucket" "plain" {
  bucket = "plain"
}

resource "aws_s3_bucket" "west" {
  provider = aws.west
  bucket   = "west"
  tags     = { team = "own" }
}

resource "aws_s3_bucket" "own" {
  bucket = "own"
  region = "ap-south-1"
  tags   = { team = "own" }
}

module "inner" {
  source = "./inner"
  providers = {
    aws.other = aws.west
  }
}

provider "aws" {
  alias  = "other"
  region = "eu-west-1"
  assume_role {
    role_arn = "arn:aws:iam::222222222222:role/deploy"
  }
}

provider "aws" {
  alias   = "named"
  profile = var.stage
}

data "aws_caller_identity" "own" {}

data "aws_caller_identity" "other" {
  provider = aws.other
}

data "aws_region" "own" {}

resource "aws_s3_bucket" "other" {
  provider = aws.other
  bucket   = "other"
  tags = {
    own    = data.aws_caller_identity.own.account_id
    other  = data.aws_caller_identity.other.account_id
    region = data.aws_region.own.name
  }
}

resource "aws_s3_bucket" "named" {
  provider = aws.named
  bucket   = "named"
}

resource "aws_s3_bucket" "passed_in" {
  provider = aws.passed_in
  bucket   = "passed-in"
}
