# with requiredKeyTags = ["owner"]
provider "aws" {
  default_tags {
    tags = {
      owner = "storage"
    }
  }
}

resource "aws_s3_bucket" "this" {
  bucket = "example-tags"
}
