# Pictures and scripts of the site. The policy lets everybody read them, and no access block stands in its way.

resource "aws_s3_bucket" "assets" {
  bucket = "${var.name}-assets"
}

data "aws_iam_policy_document" "assets" {
  statement {
    sid       = "ReadForAll"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.assets.arn}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
}

resource "aws_s3_bucket_policy" "assets" {
  bucket = aws_s3_bucket.assets.id
  policy = data.aws_iam_policy_document.assets.json
}
