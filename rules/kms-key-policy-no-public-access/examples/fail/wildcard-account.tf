data "aws_iam_policy_document" "this" {
  statement {
    sid       = "EverythingForAll"
    actions   = ["kms:*"]
    resources = ["*"]

    principals {
      type        = "AWS"
      identifiers = ["*"]
    }
  }
}

resource "aws_kms_key" "this" {
  description         = "example"
  enable_key_rotation = true
  policy              = data.aws_iam_policy_document.this.json
}
