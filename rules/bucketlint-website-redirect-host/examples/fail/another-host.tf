# with allowedHosts = ["www.example.com", "docs.example.com"]
resource "aws_s3_bucket" "this" {
  bucket = "example-bucket"
}

resource "aws_s3_bucket_website_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  redirect_all_requests_to {
    host_name = "old.example.net"
    protocol  = "https"
  }
}
