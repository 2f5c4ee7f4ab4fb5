variable "given" {
  default = "not this"
}

resource "aws_s3_bucket" "cut" {
  bucket = var.given
}

output "given" {
  value = "${var.given}!"
}
