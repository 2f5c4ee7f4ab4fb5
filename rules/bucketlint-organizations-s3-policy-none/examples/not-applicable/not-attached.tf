resource "aws_organizations_policy" "this" {
  name    = "example"
  type    = "S3_POLICY"
  content = jsonencode({
    s3_attributes = {
      public_access_block_configuration = {
        "@@assign" = "none"
      }
    }
  })
}
