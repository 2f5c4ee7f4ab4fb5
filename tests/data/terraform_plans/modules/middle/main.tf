variable "name" {
  type = string
}

variable "extra" {
  type    = list(string)
  default = ["default"]
}

variable "settings" {
  type = object({
    on   = bool
    days = optional(number, 14)
    tags = optional(map(string), { made = "here" })
  })
  default = { on = true }
}

variable "nothing" {
  type     = string
  default  = "something"
  nullable = false
}

variable "untyped" {
  default = { a = 1 }
}

locals {
  name = upper(var.name)
}

resource "terraform_data" "this" {
  input = {
    name     = local.name
    extra    = var.extra
    settings = var.settings
    nothing  = var.nothing
    untyped  = var.untyped.a
    path     = path.module
  }
}

resource "terraform_data" "when_on" {
  count = var.settings.on ? 1 : 0
  input = "${var.name} is on"
}

module "leaf" {
  source   = "../leaf"
  for_each = toset(var.extra)
  value    = "${var.name}/${each.key}"
}

output "name" {
  value = terraform_data.this.input.name
}

output "days" {
  value = var.settings.days
}

output "leaves" {
  value = { for key, leaf in module.leaf : key => leaf.value }
}
