terraform {
  required_providers {
    aws = {
      source                = "hashicorp/aws"
      configuration_aliases = [aws.other]
    }
  }
}

resource "aws_s3_bucket" "inherits" {
  bucket = "inherits"
}

resource "aws_s3_bucket" "passed" {
  provider = aws.other
  bucket   = "passed"
}
