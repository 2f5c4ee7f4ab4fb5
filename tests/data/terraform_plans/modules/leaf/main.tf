variable "value" {}

resource "terraform_data" "leaf" {
  input = [var.value, path.module]
}

output "value" {
  value = terraform_data.leaf.input[0]
}
