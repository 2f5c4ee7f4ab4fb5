variable "on" {
  type = bool
}

resource "aws_wafv2_rule_group" "this" {
  name     = "example"
  scope    = "REGIONAL"
  capacity = 10

  dynamic "rule" {
    for_each = var.on ? [1] : []

    content {
      name     = "from-afar"
      priority = 1
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "example"
    sampled_requests_enabled   = true
  }
}
