# with allowedHosts = ["www.example.com", "docs.example.com"]
resource "aws_s3_bucket" "this" {
  bucket = "example-bucket"
}
