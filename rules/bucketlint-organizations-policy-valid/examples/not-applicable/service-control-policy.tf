resource "aws_organizations_policy" "this" {
  name    = "example"
  type    = "SERVICE_CONTROL_POLICY"
  content = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid = "Perimeter"
        Effect = "Allow"
        Action = "*"
        Resource = "*"
        Condition = {
          StringNotEqualsIfExists = {
            "aws:PrincipalOrgID" = "o-example12"
          }
          BoolIfExists = {
            "aws:PrincipalIsAWSService" = "false"
          }
        }
      },
    ]
  })
}

resource "aws_organizations_policy_attachment" "this" {
  policy_id = aws_organizations_policy.this.id
  target_id = "111122223333"
}
