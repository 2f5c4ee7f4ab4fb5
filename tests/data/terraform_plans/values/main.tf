variable "a" {}
variable "b" {}
variable "c" {
  type = list(string)
}
variable "d" {
  type = object({ x = number, y = optional(string, "why") })
}
variable "e" {
  type = string
}
variable "f" {
  type    = number
  default = 1
}
variable "g" {
  type = any
}
variable "h" {
  type    = string
  default = "default"
}

resource "terraform_data" "all" {
  input = [var.a, var.b, var.c, var.d, var.e, var.f, var.g, var.h]
}
