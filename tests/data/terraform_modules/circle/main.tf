module "a" {
  source = "./a"
  value  = module.b.value
  gone   = 1
}

module "b" {
  source = "./b"
  value  = module.a.value
}

module "self" {
  source = "./"
}
