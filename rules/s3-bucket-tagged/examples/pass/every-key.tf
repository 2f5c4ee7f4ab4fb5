# with requiredKeyTags = "owner, cost-center"
resource "aws_s3_bucket" "this" {
  bucket = "example-tags"
  tags = {
    owner       = "storage"
    cost-center = "42"
  }
}
