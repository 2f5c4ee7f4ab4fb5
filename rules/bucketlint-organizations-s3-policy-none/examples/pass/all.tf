resource "aws_organizations_policy" "this" {
  name    = "example"
  type    = "S3_POLICY"
  content = jsonencode({
    s3_attributes = {
      public_access_block_configuration = {
        "@@assign" = "all"
      }
    }
  })
}

resource "aws_organizations_policy_attachment" "this" {
  policy_id = aws_organizations_policy.this.id
  target_id = "111122223333"
}
