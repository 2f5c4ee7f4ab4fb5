terraform {
  required_version = ">= 1.5"
}

variable "size" {
  type    = number
  default = 2
  validation {
    condition     = var.size > 1
    error_message = "too small"
  }
}

variable "secret" {
  type      = string
  default   = "hidden"
  sensitive = true
}

moved {
  from = terraform_data.old
  to   = terraform_data.new
}

removed {
  from = terraform_data.gone
  lifecycle {
    destroy = false
  }
}

import {
  to = terraform_data.imported
  id = "an-id"
}

check "health" {
  assert {
    condition     = terraform_data.new.input == 2
    error_message = "is not two"
  }
}

module "child" {
  source = "./child"
  size   = var.size
}

resource "terraform_data" "new" {
  triggers_replace = [var.size]
  lifecycle {
    precondition {
      condition     = var.size < 10
      error_message = "too large"
    }
    create_before_destroy = true
    ignore_changes        = [input]
  }
  input = var.size
}

resource "terraform_data" "imported" {
  input = "imported"
}

resource "terraform_data" "sensitive" {
  input = nonsensitive(var.secret)
}

resource "terraform_data" "late" {
  input = { id = terraform_data.new.id, known = 1 }
}

output "size" {
  value = module.child.size
  precondition {
    condition     = module.child.size > 0
    error_message = "nothing"
  }
}
