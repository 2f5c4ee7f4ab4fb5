variable "sid" {}
variable "document" {}
variable "strict" { type = bool }
variable "readers" { default = { AWS = ["123456789012"], Service = ["logs.amazonaws.com"], Federated = ["cognito-identity.amazonaws.com"] } }

resource "aws_s3_bucket" "b" {
  bucket = "b"
}

data "aws_iam_policy_document" "base" {
  version   = "2008-10-17"
  policy_id = "base"
  statement {
    sid       = "Read"
    actions   = ["s3:GetObject"]
    resources = ["${aws_s3_bucket.b.arn}/home/&{aws:username}/*"]
    dynamic "principals" {
      for_each = var.readers
      content {
        type        = principals.key
        identifiers = principals.value
      }
    }
  }
  statement {
    sid         = "NotThese"
    effect      = "Deny"
    not_actions = ["s3:GetObject"]
    not_resources = ["arn:aws:s3:::other"]
    not_principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::123456789012:root"]
    }
    not_principals {
      type        = "AWS"
      identifiers = ["arn:aws:iam::210987654321:root"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalTag/team"
      values   = ["&{aws:RequestTag/team}", "a"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:PrincipalTag/team"
      values   = ["b"]
    }
  }
}

data "aws_iam_policy_document" "all" {
  source_policy_documents = [
    data.aws_iam_policy_document.base.json,
    jsonencode({ Version = "2012-10-17", Id = "json", Statement = { Sid = "Single", Effect = "Allow", Action = "s3:ListBucket", Resource = "*" } }),
    null,
    "",
  ]
  statement {
    sid     = "Single"
    actions = ["s3:Own"]
    principals {
      type        = "*"
      identifiers = ["*"]
    }
  }
  statement {
    actions   = ["s3:Nameless"]
    resources = []
  }
  override_policy_documents = [data.aws_iam_policy_document.over.json]
}

data "aws_iam_policy_document" "over" {
  statement {
    sid     = "Read"
    effect  = var.strict ? "Deny" : "Allow"
    actions = ["s3:Over"]
  }
  statement {
    actions = ["s3:Nameless2"]
  }
}

data "aws_iam_policy_document" "unknown_sid" {
  source_policy_documents = [data.aws_iam_policy_document.base.json]
  statement {
    sid     = "R${var.sid}"
    actions = ["s3:MayReplaceRead"]
  }
}

data "aws_iam_policy_document" "open" {
  source_json   = var.document
  override_json = data.aws_iam_policy_document.over.json
  statement {
    sid     = "Twice"
    actions = ["s3:A"]
  }
  statement {
    sid     = "Twice"
    actions = ["s3:B"]
  }
}

resource "aws_s3_bucket_policy" "all" {
  bucket = aws_s3_bucket.b.id
  policy = data.aws_iam_policy_document.all.json
}

resource "aws_s3_bucket_policy" "unknown_sid" {
  bucket = "other"
  policy = data.aws_iam_policy_document.unknown_sid.json
}

resource "aws_s3_bucket_policy" "open" {
  bucket = "third"
  policy = data.aws_iam_policy_document.open.json
}
