# with KinesisFirehoseDeliveryStreamArns = ["arn:aws:firehose:eu-west-1:111122223333:deliverystream/aws-waf-logs-example"]
resource "aws_wafv2_web_acl" "this" {
  name  = "example"
  scope = "REGIONAL"

  default_action {
    block {}
  }

  visibility_config {
    cloudwatch_metrics_enabled = true
    metric_name                = "example"
    sampled_requests_enabled   = true
  }
}

resource "aws_wafv2_web_acl_logging_configuration" "this" {
  resource_arn            = aws_wafv2_web_acl.this.arn
  log_destination_configs = ["arn:aws:firehose:eu-west-1:111122223333:deliverystream/aws-waf-logs-other"]
}
