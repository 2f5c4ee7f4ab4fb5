# with excludedAccessPoints = ["example-open"]
resource "aws_s3_access_point" "this" {
  name   = "example-open"
  bucket = "example-data"

  public_access_block_configuration {
    block_public_acls       = true
    block_public_policy     = false
    ignore_public_acls      = true
    restrict_public_buckets = true
  }
}
