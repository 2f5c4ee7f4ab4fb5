resource "aws_s3control_multi_region_access_point" "this" {
  details {
    name = "example-default"

    region {
      bucket = "example-data"
    }
  }
}
