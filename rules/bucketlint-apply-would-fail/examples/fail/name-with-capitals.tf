# with judgeNames = true
resource "aws_s3_bucket" "this" {
  bucket = "Example-Bucket"
}
