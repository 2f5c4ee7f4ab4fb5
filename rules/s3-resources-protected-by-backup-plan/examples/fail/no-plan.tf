# with estateIsComplete = true
resource "aws_s3_bucket" "this" {
  bucket = "example"
}
