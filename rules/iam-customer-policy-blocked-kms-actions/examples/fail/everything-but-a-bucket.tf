resource "aws_iam_policy" "this" {
  name   = "example-everything-but-a-bucket"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:Decrypt", NotResource = "arn:aws:s3:::*" }] })
}
