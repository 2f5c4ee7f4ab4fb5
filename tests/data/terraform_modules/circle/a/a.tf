variable "value" {}

module "b" {
  source = "../b"
  value  = "x"
}

resource "aws_s3_bucket" "a" {
  bucket = var.value
}

output "value" {
  value = var.value
}
