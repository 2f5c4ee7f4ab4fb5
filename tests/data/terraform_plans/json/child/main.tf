variable "value" {
  type = string
}
resource "terraform_data" "child" {
  input = var.value
}
output "value" {
  value = var.value
}
