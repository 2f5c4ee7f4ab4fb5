# What the expressions of this folder see.
variable "a" {
  type     = string
  nullable = false
}
variable "b" {
  type     = string
  nullable = false
}
variable "l" {
  type     = list(string)
  nullable = false
}
variable "m" {
  type     = map(string)
  nullable = false
}
variable "s" {
  type     = set(string)
  nullable = false
}
# What may be null.
variable "x" { type = string }
variable "t" { type = bool }
variable "o" { type = list(string) }
# What is known of these.
variable "e" {
  type     = string
  nullable = false
  validation {
    condition     = contains(["dev", "prod"], var.e)
    error_message = "No."
  }
}
variable "id" {
  type     = string
  nullable = false
  validation {
    condition     = can(regex("^[0-9]{12}$", var.id))
    error_message = "No."
  }
}
variable "p" {
  type     = string
  nullable = false
  validation {
    condition     = startswith(var.p, "p-")
    error_message = "No."
  }
}
variable "n" {
  type     = number
  nullable = false
}
