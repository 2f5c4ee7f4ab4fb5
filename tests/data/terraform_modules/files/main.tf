module "child" {
  source = "./child"
  name   = "reads"
}

locals {
  tried = try(file("gone.txt"), "otherwise")
}

resource "aws_s3_bucket" "this" {
  bucket = local.tried
  tags = {
    there    = fileexists("${path.root}/read.json")
    gone     = fileexists("gone.txt")
    outside  = fileexists("/")
    folder   = join(",", fileset("${path.module}/child/policies", "*.{json,tftpl}"))
    deep     = join(",", fileset(path.module, "**/*.json"))
    encoded  = filebase64("read.json")
    nobody   = file(var.nothing)
    cwd      = file("${path.cwd}/child/policies/name.txt")
    relative = jsondecode(file("./read.json")).a
  }
}
