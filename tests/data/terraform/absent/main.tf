# References to instances that may not be there: an error that `try` and `can` catch; where nothing does, the value is the
# one of the deployments that Terraform does not refuse.
variable "on" {
  type = bool
}
variable "other" {
  type = bool
}
variable "many" {
  type = number
}
variable "names" {
  type = set(string)
}
variable "any" {}

resource "aws_kms_key" "maybe" {
  count = var.on ? 1 : 0
}
resource "aws_kms_key" "named" {
  for_each = var.on ? toset(["a"]) : toset([])
}
resource "aws_kms_key" "many" {
  count = var.many
}
resource "aws_kms_key" "keyed" {
  for_each = var.names
}
data "aws_kms_key" "maybe" {
  count  = var.on ? 1 : 0
  key_id = "alias/x"
}
module "maybe" {
  source = "./child"
  count  = var.on ? 1 : 0
}

locals {
  caught = try(aws_kms_key.maybe[0].arn, "none")
  sure   = aws_kms_key.maybe[0].arn
}

resource "aws_s3_bucket" "caught" {
  tags = {
    by_count    = local.caught
    by_key      = try(aws_kms_key.named["a"].arn, "none")
    no_such_key = try(aws_kms_key.named["b"].arn, "none")
    data        = try(data.aws_kms_key.maybe[0].arn, "none")
    module      = try(module.maybe[0].name, "none")
    one         = one(aws_kms_key.maybe[*].arn) == null ? "none" : "some"
    can         = can(aws_kms_key.maybe[0]) ? "some" : "none"
    in_list     = length(try([aws_kms_key.maybe[0].arn], []))
    in_object   = try({ a = aws_kms_key.maybe[0].arn }, { a = "none" }).a == "none" ? "none" : "some"
    in_text     = try("${aws_kms_key.maybe[0].arn}/", "none") == "none" ? "none" : "some"
    in_call     = try(length([aws_kms_key.maybe[0].arn]), "none")
    in_for      = length(try([for x in ["x"] : aws_kms_key.maybe[0].arn], []))
    second      = try(aws_kms_key.maybe[0].arn, aws_kms_key.named["a"].arn, "none")
    as_asked    = (try(aws_kms_key.maybe[0].arn, null) == null) == !var.on
    guarded     = try(var.on ? aws_kms_key.maybe[0].arn : "off", "never") == "never"
    unguarded   = try(var.other ? aws_kms_key.maybe[0].arn : "off", "none")
    first       = try(aws_kms_key.many[0].arn, "none")
    third       = try(aws_kms_key.many[2].arn, "none") == "none" ? "none" : "some"
    member      = try(aws_kms_key.keyed["x"].arn, "none") == "none" ? "none" : "some"
    length      = length(aws_kms_key.many[*].arn) > 0 ? "some" : "none"
  }
}

resource "aws_s3_bucket" "uncaught" {
  tags = {
    local    = local.sure
    guarded  = var.on ? aws_kms_key.maybe[0].arn : "off"
    text     = "${aws_kms_key.maybe[0].arn}-${data.aws_kms_key.maybe[0].arn}-${module.maybe[0].name}"
    list     = [aws_kms_key.maybe[0].arn][0]
    refused  = var.other ? {}.missing : "off"
    coalesce = coalesce(aws_kms_key.named["a"].arn, "none")
  }
}

# What may fail is another value than its fallback, and another one with another fallback.
resource "aws_s3_bucket" "open" {
  tags = {
    input    = try(var.any, true)
    part     = try(var.any.part, true)
    fallback = try(var.any.part, true) == try(var.any.part, false)
    same     = try(var.any.part, true) == try(var.any.part, true)
    text     = try("x-${var.any.part}", "none")
    can      = can(var.any)
    can_part = can(var.any.part)
  }
}
