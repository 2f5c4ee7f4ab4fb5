variable "tags" {
  type = map(string)
}

resource "aws_kms_key" "this" {
  description         = "example"
  enable_key_rotation = true
  tags                = var.tags
}
