# One file for each bucket, laid over the defaults.
locals {
  folder   = "${path.module}/config"
  defaults = yamldecode(file("${local.folder}/defaults.yaml"))

  laid_over = {
    for file in fileset("${local.folder}/buckets", "*.yaml") :
    replace(file, ".yaml", "") => merge(local.defaults, yamldecode(file("${local.folder}/buckets/${file}")))
  }
  names = { for pair in setproduct(keys(local.laid_over), ["prod"]) : pair[0] => join("-", reverse(pair)) }
}

module "bucket" {
  source   = "./bucket"
  for_each = local.laid_over

  name       = local.names[each.key]
  config     = each.value
  target     = try(local.names[each.value.logging.target], null)
  kms_key_id = one(aws_kms_key.this[*].id)
}

resource "aws_kms_key" "this" {
  count               = 1
  enable_key_rotation = true
  policy              = templatefile("${local.folder}/key.json.tftpl", { account = "111122223333" })
}
