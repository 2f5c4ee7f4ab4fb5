variable "setting" {
  type = set(string)
}

resource "aws_wafv2_web_acl" "this" {
  name  = "example"
  scope = "REGIONAL"

  default_action {
    allow {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "example"
    sampled_requests_enabled   = true
  }
  dynamic "rule" {
    for_each = var.setting
    content {
      name     = rule.value
      priority = 1

      action {
        block {}
      }

      statement {
        rate_based_statement {
          limit = 1000
        }
      }

      visibility_config {
        cloudwatch_metrics_enabled = true
        metric_name                = "example"
        sampled_requests_enabled   = true
      }
    }
  }
}
