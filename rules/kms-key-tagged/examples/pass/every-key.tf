# with requiredKeyTags = "owner, cost-center"
resource "aws_kms_key" "this" {
  description         = "example"
  enable_key_rotation = true
  tags = {
    owner       = "storage"
    cost-center = "42"
  }
}
