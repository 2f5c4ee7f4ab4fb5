module "plain" {
  source = "./middle"
  name   = "plain"
}

module "counted" {
  source = "./middle"
  count  = 2
  name   = "counted-${count.index}"
  extra  = [count.index, "x"]
}

module "each" {
  source   = "./middle"
  for_each = { a = { on = true }, b = { on = false, days = 3 } }
  name     = each.key
  settings = each.value
  nothing  = null
}

module "after" {
  source   = "./leaf"
  for_each = module.each
  value    = each.value.name
}

module "none" {
  source = "./leaf"
  count  = 0
  value  = "never"
}

resource "terraform_data" "outputs" {
  input = {
    plain   = module.plain
    counted = module.counted[*].name
    second  = module.counted[1].leaves
    each    = { for key, it in module.each : key => it.days }
    values  = values(module.each)[*].name
    none    = module.none[*].value
    one     = one(module.none[*].value)
    path    = path.module
  }
}

output "leaves" {
  value = module.each["b"].leaves
}
