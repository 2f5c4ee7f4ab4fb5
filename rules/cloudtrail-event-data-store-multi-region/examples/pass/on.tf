resource "aws_cloudtrail_event_data_store" "this" {
  name                 = "example"
  multi_region_enabled = true
}
