variable "block_public" {
  default = false
}

variable "kms_key" {
  type = string
}
