variable "acl" {
  default = "public-read"
}

variable "prefix" {
  default = "from default"
}

variable "name" {
  default = "from default"
}

variable "none" {
  default = null
}

variable "config" {
  default = {
    name = "nested"
    list = ["a", "b"]
  }
}

locals {
  acl  = var.acl
  tags = { Name = var.config.list[1], Other = var.config["name"] }
}

resource "aws_s3_bucket" "a" {
  bucket = "${var.name}-${var.config.name}"
  acl    = local.acl
  tags   = local.tags

  logging {
    target_bucket = var.none
    target_prefix = var.prefix
  }
}
