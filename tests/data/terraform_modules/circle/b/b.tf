variable "value" {}

module "a" {
  source = "../a"
  value  = "y"
}

resource "aws_s3_bucket" "b" {
  bucket = var.value
}

output "value" {
  value = var.value
}
