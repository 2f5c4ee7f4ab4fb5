variable "given" {
  type = string
}

variable "lost" {
  type = string
  default = [
}

resource "aws_s3_bucket" "bad" {
  bucket = "bad
}

output "lost" {
  value = {
}
