variable "name" {}

variable "rules" {
  type = list(string)
}

variable "checked" {
  validation {
    condition     = length(var.checked) < 2
    error_message = "Too long."
  }

  validation {
    condition     = var.name != var.checked
    error_message = "It is the name."
  }
}

variable "never" {
  type     = string
  nullable = false
}

resource "aws_s3_bucket" "this" {
  bucket = var.checked
  acl    = var.rules[0]
  tags   = { never = var.never }
}
