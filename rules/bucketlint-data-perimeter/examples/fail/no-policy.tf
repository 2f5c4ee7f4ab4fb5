# with orgId = "o-example12"
resource "aws_s3_bucket" "this" {
  bucket = "example"
}
