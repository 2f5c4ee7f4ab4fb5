# with serviceName = "s3"
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
