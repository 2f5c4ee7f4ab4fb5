resource "aws_s3_bucket" "this" {
  dynamic "lifecycle_rule" {
    for_each = ["last"]
    content {
      id      = lifecycle_rule.value
      enabled = true
    }
  }
}
