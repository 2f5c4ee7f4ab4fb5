variable "setting" {}

resource "aws_cloudtrail_event_data_store" "this" {
  name       = "example"
  kms_key_id = var.setting
}
