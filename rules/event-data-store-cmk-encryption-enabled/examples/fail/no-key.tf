resource "aws_cloudtrail_event_data_store" "this" {
  name = "example"
}
