variable "size" {
  type    = number
  default = "large"
}

variable "stage" {
  type = string

  validation {
    condition     = contains(["dev", "prod"], var.stage)
    error_message = "The stage is `dev` or `prod`, not `${var.stage}`."
  }
}

module "child" {
  source   = "./child"
  for_each = toset(["a", "b"])

  nmae    = "mistyped"
  rules   = "private"
  checked = "${each.key}!"
  never   = null
}

module "fine" {
  source  = "./child"
  name    = "fine"
  rules   = []
  checked = "c"
  never   = "never"
}

resource "aws_s3_bucket" "this" {
  bucket        = "${var.stage}-${local.gone}-${local.gone}"
  acl           = try(var.gone, "private")
  force_destroy = var.size > 3
  tags = {
    id   = terraform_data.gone.id
    data = data.aws_region.gone.name
    call = module.gone.x
  }
}
