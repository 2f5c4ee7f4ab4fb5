# with allowedHosts = ["www.example.com", "docs.example.com"]
resource "aws_s3_bucket" "this" {
  bucket = "example-bucket"
}

resource "aws_s3_bucket_website_configuration" "this" {
  bucket = aws_s3_bucket.this.id

  index_document {
    suffix = "index.html"
  }

  routing_rule {
    condition {
      key_prefix_equals = "old/"
    }
    redirect {
      host_name = "old.example.net"
    }
  }
}
