variable "a" {}
variable "b" {}
variable "c" {}
variable "d" {
  type = list(string)
}
variable "e" {
  type    = string
  default = "default"
}
variable "f" {
  type    = string
  default = "default"
}
resource "aws_s3_bucket" "this" {
  bucket = "${var.a}-${var.b}-${var.c}-${join("+", var.d)}-${var.e}-${var.f}"
}
