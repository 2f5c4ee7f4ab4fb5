# with judgeNames = true
variable "setting" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = var.setting
}
