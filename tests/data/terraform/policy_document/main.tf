resource "aws_s3_bucket" "a" {
  bucket = "a"
}

variable "readers" {}

data "aws_iam_policy_document" "base" {
  statement {
    sid       = "Base"
    actions   = ["s3:*"]
    resources = ["*"]
  }
}

data "aws_iam_policy_document" "a" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]

  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.a.arn}/&{aws:username}/*"]

    principals {
      type        = "*"
      identifiers = ["*"]
    }

    condition {
      test     = "IpAddress"
      variable = "aws:SourceIp"
      values   = ["10.0.0.0/8"]
    }
    condition {
      test     = "IpAddress"
      variable = "aws:SourceIp"
      values   = ["192.168.0.0/16"]
    }
  }

  dynamic "statement" {
    for_each = ["x", "y"]
    iterator = it
    content {
      sid       = "Each${it.key}"
      effect    = "Deny"
      actions   = ["s3:${it.value}"]
      resources = []
      principals {
        type        = "AWS"
        identifiers = ["arn:aws:iam::111122223333:root"]
      }
      principals {
        type        = "AWS"
        identifiers = [var.reader]
      }
    }
  }

  dynamic "statement" {
    for_each = var.readers
    content {
      actions = ["s3:GetObject"]
    }
  }
}

variable "reader" {}

resource "aws_s3_bucket_policy" "a" {
  bucket = aws_s3_bucket.a.id
  policy = data.aws_iam_policy_document.a.json
}
