# What the expressions of this folder see.
variable "a" { type = string }
variable "b" { type = string }
variable "l" { type = list(string) }
variable "m" { type = map(string) }
variable "s" { type = set(string) }
