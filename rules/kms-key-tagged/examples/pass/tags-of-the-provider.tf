# with requiredKeyTags = ["owner"]
provider "aws" {
  default_tags {
    tags = {
      owner = "storage"
    }
  }
}

resource "aws_kms_key" "this" {
  description         = "example"
  enable_key_rotation = true
}
