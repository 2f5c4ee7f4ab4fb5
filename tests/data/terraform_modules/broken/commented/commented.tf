resource "aws_s3_bucket" "root" {
  bucket = "nobody calls this"
}
