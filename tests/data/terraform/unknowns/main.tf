variable "anything" {}

module "other" {
  source = "./other"
}

resource "aws_s3_bucket" "a" {
  bucket = module.other.name
  acl    = var.anything.acl
  tags = merge(
    { before = "x" },
    var.anything,
    { after = "y" },
  )
  force_destroy = upper(var.anything)

  logging {
    target_bucket = cidrsubnet("10.0.0.0/8", 8, 1)
    target_prefix = path.module
  }
}

resource "aws_s3_bucket_policy" "a" {
  bucket = module.other.bucket
  policy = file("${path.module}/policy.json")
}

resource "aws_s3_bucket_policy" "no_policy" {
  bucket = var.undeclared
}
