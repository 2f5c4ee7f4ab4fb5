variable "vpc" {
  type = string
}

resource "aws_s3_access_point" "this" {
  name   = "example-some-vpc"
  bucket = "example-data"

  vpc_configuration {
    vpc_id = var.vpc
  }
}
