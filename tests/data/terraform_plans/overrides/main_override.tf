variable "a" {
  default = 3
}

locals {
  two = "override"
}

module "m" {
  source = "./there"
}

output "o" {
  value = "${local.one} ${local.two} ${var.a}"
}

resource "terraform_data" "x" {
  input = var.a
}
