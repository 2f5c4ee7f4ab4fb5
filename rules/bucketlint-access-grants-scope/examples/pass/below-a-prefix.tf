resource "aws_s3control_access_grant" "this" {
  access_grants_location_id = "default"
  permission                = "READWRITE"

  access_grants_location_configuration {
    s3_sub_prefix = "example/team/*"
  }

  grantee {
    grantee_type       = "DIRECTORY_USER"
    grantee_identifier = "83d43802-00b1-7054-db02-f1d683aacba5"
  }
}
