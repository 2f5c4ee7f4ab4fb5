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
