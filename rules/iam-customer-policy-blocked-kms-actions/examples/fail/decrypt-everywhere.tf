resource "aws_iam_policy" "this" {
  name   = "example-decrypt-everywhere"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = "*" }] })
}
