resource "aws_iam_policy" "this" {
  name   = "example-every-action-but-some"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", NotAction = ["iam:*", "s3:*"], Resource = "*" }] })
}
