# with serviceNames = ["s3"]
# with estateIsComplete = true
resource "aws_vpc" "this" {
  cidr_block = "10.0.0.0/16"
}
