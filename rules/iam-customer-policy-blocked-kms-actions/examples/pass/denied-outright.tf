resource "aws_iam_policy" "this" {
  name   = "example-denied-outright"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*" }, { Effect = "Deny", Action = ["kms:Decrypt", "kms:ReEncrypt*"], Resource = "*" }] })
}
