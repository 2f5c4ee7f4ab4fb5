module "child" {
  source = "./child"
  given  = "given"
  lost   = "lost"
}

module "cut" {
  source = "./only_cut"
  given  =
}

resource "aws_s3_bucket" "of_outputs" {
  bucket = module.child.given
  acl    = module.child.lost
  tags = {
    cut     = module.cut.given
    missing = module.child.missing
    local   = local.anything
  }
}

resource "aws_s3_bucket_versioning" "of_broken" {
  bucket = module.child.bucket
  versioning_configuration {
    status = "Enabled"
  }
}
