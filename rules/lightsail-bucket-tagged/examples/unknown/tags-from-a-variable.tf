variable "tags" {
  type = map(string)
}

resource "aws_lightsail_bucket" "this" {
  name      = "example-bucket"
  bundle_id = "small_1_0"

  tags = var.tags
}
