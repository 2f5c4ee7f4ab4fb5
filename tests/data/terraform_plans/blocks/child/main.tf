variable "size" {
  type = string
}

variable "token" {
  type      = string
  default   = "x"
  ephemeral = true
}

resource "terraform_data" "child" {
  count = var.size
  input = "${var.size}/${count.index}"
}

output "size" {
  value = length(terraform_data.child)
}
