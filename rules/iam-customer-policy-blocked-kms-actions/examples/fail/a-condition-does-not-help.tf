data "aws_partition" "current" {}

resource "aws_iam_policy" "this" {
  name   = "example-a-condition-does-not-help"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "arn:${data.aws_partition.current.partition}:kms:*:*:key/*", Condition = { StringEquals = { "kms:ViaService" = "s3.eu-central-1.amazonaws.com" } } }] })
}
