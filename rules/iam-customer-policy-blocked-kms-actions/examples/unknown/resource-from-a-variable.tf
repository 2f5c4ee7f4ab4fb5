variable "key" {
  type = string
}

resource "aws_iam_policy" "this" {
  name   = "example-resource-from-a-variable"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = var.key }] })
}
