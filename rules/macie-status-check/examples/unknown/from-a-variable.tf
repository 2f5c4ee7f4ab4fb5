variable "setting" {}

resource "aws_macie2_account" "this" {
  status = var.setting
}
