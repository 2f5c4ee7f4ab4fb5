resource "aws_iam_policy" "this" {
  name   = "example-one-key"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:Decrypt", Resource = aws_kms_key.data.arn }] })
}

resource "aws_kms_key" "data" {
  description         = "data"
  enable_key_rotation = true
}
