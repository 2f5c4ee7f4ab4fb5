variable "leave_out" {
  type = bool
}

data "aws_iam_policy_document" "this" {
  statement {
    effect    = "Deny"
    actions   = ["s3:PutObject"]
    resources = ["arn:aws:s3:::example-bucket/*"]

    dynamic "not_principals" {
      for_each = var.leave_out ? [1] : []

      content {
        type        = "AWS"
        identifiers = ["arn:aws:iam::111122223333:role/writer"]
      }
    }

    dynamic "principals" {
      for_each = var.leave_out ? [] : [1]

      content {
        type        = "*"
        identifiers = ["*"]
      }
    }
  }
}

resource "aws_s3_bucket" "this" {
  bucket = "example-bucket"
}

resource "aws_s3_bucket_policy" "this" {
  bucket = aws_s3_bucket.this.id
  policy = data.aws_iam_policy_document.this.json
}
