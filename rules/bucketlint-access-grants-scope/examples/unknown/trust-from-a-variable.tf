variable "trust" {
  type = string
}

resource "aws_iam_role" "grants" {
  name = "grants"
  assume_role_policy = var.trust
}

resource "aws_s3control_access_grants_location" "this" {
  location_scope = "s3://"
  iam_role_arn   = aws_iam_role.grants.arn
}
