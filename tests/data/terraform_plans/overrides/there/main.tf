variable "value" {}
resource "terraform_data" "there" {
  input = var.value
}
