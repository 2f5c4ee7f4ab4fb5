variable "b" {
  type = bool
}
variable "list" {
  type = list(string)
}
variable "m" {
  type = map(string)
}
variable "mixed" {}
variable "n" {
  type = number
}
variable "o" {
  type = string
}
variable "objs" {
  type = list(object({ a = bool, b = bool, n = string }))
}
variable "s" {
  type = string
}
variable "t" {
  type = string
}
variable "x" {}
