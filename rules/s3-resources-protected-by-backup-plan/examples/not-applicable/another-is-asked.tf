# with resourceId = "another"
resource "aws_s3_bucket" "this" {
  bucket = "example"
}
