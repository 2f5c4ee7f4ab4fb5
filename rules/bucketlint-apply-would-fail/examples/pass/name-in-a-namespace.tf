# with judgeNames = true
resource "aws_s3_bucket" "this" {
  bucket = "example-111122223333-eu-west-1-an"
}
