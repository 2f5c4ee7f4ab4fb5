# What the expressions of this folder see.
variable "a" { type = string }
variable "b" { type = string }
variable "l" { type = list(string) }
variable "m" { type = map(string) }
variable "s" { type = set(string) }
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
