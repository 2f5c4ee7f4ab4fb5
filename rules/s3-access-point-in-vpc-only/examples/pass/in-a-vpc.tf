resource "aws_s3_access_point" "this" {
  name   = "example-vpc"
  bucket = "example-data"

  vpc_configuration {
    vpc_id = "vpc-0123456789abcdef0"
  }
}
