variable "enabled" {
  type    = bool
  default = true
}

variable "buckets" {
  type = map(object({
    acl   = optional(string, "private")
    rules = optional(list(object({ id = string, days = optional(number, 30) })), [])
  }))
  default = {
    b = {}
    a = { acl = "public-read", rules = [{ id = "one" }, { id = "two", days = 7 }] }
  }
}

locals {
  names = ["z", "a", "m", "a"]
  pairs = { for pair in setproduct(["x", "y"], [1, 2]) : "${pair[0]}${pair[1]}" => { b = pair[1] } }
  byacl = { for name, bucket in var.buckets : bucket.acl => name... }
}

resource "terraform_data" "single" {
  input = { names = local.names, byacl = local.byacl }
}

resource "terraform_data" "none" {
  count = var.enabled ? 0 : 1
  input = "never"
}

resource "terraform_data" "one" {
  count = var.enabled ? 1 : 0
  input = count.index
}

resource "terraform_data" "counted" {
  count = length(local.names)
  input = "${count.index}-${local.names[count.index]}"
}

resource "terraform_data" "set" {
  for_each = toset(local.names)
  input = [each.key, each.value]
}

resource "terraform_data" "map" {
  for_each = var.buckets
  input = each.value
}

resource "terraform_data" "filtered" {
  for_each = { for name, bucket in var.buckets : name => bucket if bucket.acl != "private" }
  input = [for rule in each.value.rules : "${rule.id}:${rule.days}"]
}

resource "terraform_data" "pairs" {
  for_each = local.pairs
  input = each.value.b * 2
}

resource "terraform_data" "chained" {
  for_each = terraform_data.map
  input = { key = each.key, acl = each.value.input.acl }
}

resource "terraform_data" "odd_keys" {
  for_each = toset(["a b", "q\"uote", "dot.ted", "ümlaut", "$${x}"])
  input = each.key
}

resource "terraform_data" "splats" {
  input = {
    counted = terraform_data.counted[*].input
    legacy  = terraform_data.counted.*.input
    first   = terraform_data.counted[0].input
    none    = terraform_data.none[*].input
    one     = one(terraform_data.one[*].input)
    try     = try(terraform_data.none[0].input, "nothing")
    keys    = keys(terraform_data.map)
    values  = values(terraform_data.map)[*].input.acl
    named   = terraform_data.set["z"].input
  }
}

output "all" {
  value = { for key, it in terraform_data.pairs : key => it.input }
}
