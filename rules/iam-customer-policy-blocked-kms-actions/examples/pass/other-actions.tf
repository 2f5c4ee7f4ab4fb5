resource "aws_iam_policy" "this" {
  name   = "example-other-actions"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["kms:DescribeKey", "s3:GetObject"], Resource = "*" }] })
}
