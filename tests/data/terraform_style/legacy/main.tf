variable "on" {}

data "template_file" "policy" {
  template = "${file("${path.module}/policy.json")}"

  vars = {
    bucket = "legacy-good"
  }
}

module "logs" {
  source = "./bucket"
  name   = "legacy-logs"
  acl    = "log-delivery-write"
  policy = "${templatefile("${path.module}/policy.json", { bucket = "legacy-logs" })}"

  versioning = { enabled = true }
  logging    = { target_bucket = "legacy-logs" }
}

module "good" {
  source = "./bucket"
  name   = "legacy-good"
  policy = "${data.template_file.policy.rendered}"

  versioning = { enabled = true }
  logging    = { target_bucket = "${module.logs.id}", target_prefix = "good/" }

  lifecycle_rule = [
    { id = "old", enabled = true, expiration = { days = 90 } },
    { id = "cold", enabled = true, transition = [{ days = 30, storage_class = "GLACIER" }] }
  ]

  server_side_encryption_configuration = {
    rule = {
      apply_server_side_encryption_by_default = {
        sse_algorithm     = "aws:kms"
        kms_master_key_id = "${aws_kms_key.this.arn}"
      }
    }
  }
}

resource "aws_kms_key" "this" {
  enable_key_rotation = true
}

module "bad" {
  source       = "./bucket"
  name         = "legacy-bad"
  block_public = "false"
  grant        = [{ type = "Group", permissions = ["READ", "WRITE"], uri = "http://acs.amazonaws.com/groups/global/AllUsers" }]
}

module "off" {
  source        = "./bucket"
  create_bucket = "false"
  name          = "legacy-off"
}

module "open" {
  source        = "./bucket"
  create_bucket = "${var.on}"
  name          = "legacy-open"
  policy        = "${templatefile("${path.module}/policy.json", { bucket = "legacy-open" })}"
  versioning    = { enabled = "${var.on}" }
  logging       = { target_bucket = "legacy-logs" }
}
