variable "on" {
  type = bool
}

resource "aws_wafv2_rule_group" "this" {
  name     = "example"
  scope    = "REGIONAL"
  capacity = 10

  rule {
    name     = "from-afar"
    priority = 1

    action {
      block {}
    }

    statement {
      geo_match_statement {
        country_codes = ["AQ"]
      }
    }

    visibility_config {
      cloudwatch_metrics_enabled = true
      metric_name                = "from-afar"
      sampled_requests_enabled   = true
    }
  }

  visibility_config {
    cloudwatch_metrics_enabled = var.on
    metric_name                = "example"
    sampled_requests_enabled   = true
  }
}
