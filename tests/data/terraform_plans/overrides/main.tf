variable "a" {
  type    = string
  default = "main"
}

locals {
  one = "main"
  two = "main"
}

module "m" {
  source = "./gone"
  value  = "main"
}

resource "terraform_data" "x" {
  count = 1
  input = "main"
}

output "o" {
  value = "main"
}
