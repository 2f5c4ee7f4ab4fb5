variable "role" {
  type = string
}

resource "aws_iam_role" "grants" {
  name = "grants"
  assume_role_policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { Service = "access-grants.s3.amazonaws.com" }
      Action    = ["sts:AssumeRole", "sts:SetSourceIdentity"]
    }]
  })
}

resource "aws_s3control_access_grants_location" "this" {
  location_scope = "s3://"
  iam_role_arn   = var.role
}
