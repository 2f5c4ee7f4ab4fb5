resource "aws_s3control_multi_region_access_point" "this" {
  details {
    name = "example-closed"

    public_access_block {
      block_public_acls       = true
      block_public_policy     = true
      ignore_public_acls      = true
      restrict_public_buckets = true
    }

    region {
      bucket = "example-data"
    }
  }
}
