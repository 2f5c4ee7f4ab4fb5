variable "setting" {
  type = bool
}

resource "aws_securityhub_account" "this" {
  count = var.setting ? 1 : 0
}
