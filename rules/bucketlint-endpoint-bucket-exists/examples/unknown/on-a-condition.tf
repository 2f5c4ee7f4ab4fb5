variable "keep_files" {
  type = bool
}

resource "aws_s3_bucket" "files" {
  count  = var.keep_files ? 1 : 0
  bucket = "example-files"
}

resource "aws_cloudfront_distribution" "this" {
  enabled = true

  origin {
    domain_name              = "example-files.s3.amazonaws.com"
    origin_id                = "files"
    origin_access_control_id = "E1EXAMPLE"
  }

  default_cache_behavior {
    allowed_methods        = ["GET", "HEAD"]
    cached_methods         = ["GET", "HEAD"]
    cache_policy_id        = "658327ea-f89d-4fab-a63d-7e88639e58f6"
    target_origin_id       = "files"
    viewer_protocol_policy = "redirect-to-https"
  }

  restrictions {
    geo_restriction {
      restriction_type = "none"
    }
  }

  viewer_certificate {
    cloudfront_default_certificate = true
  }
}
