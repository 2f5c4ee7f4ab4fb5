variable "defaults" {
  type    = any
  default = {}
}

variable "items" {
  type    = any
  default = {}
}

output "buckets" {
  value = module.bucket
}
