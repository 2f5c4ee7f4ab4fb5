resource "aws_iam_policy" "this" {
  name   = "example-wildcard-action-on-all-keys"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:De*", Resource = "arn:aws:kms:*:*:key/*" }] })
}
