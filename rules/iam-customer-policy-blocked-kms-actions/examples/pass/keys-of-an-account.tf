resource "aws_iam_policy" "this" {
  name   = "example-keys-of-an-account"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "arn:aws:kms:eu-central-1:111122223333:key/*" }] })
}
