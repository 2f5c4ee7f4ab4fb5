resource "aws_s3control_multi_region_access_point" "this" {
  details {
    name = "example-opener"

    public_access_block {
      block_public_acls       = false
      block_public_policy     = false
      ignore_public_acls      = false
      restrict_public_buckets = false
    }

    region {
      bucket = "example-data"
    }
  }
}
