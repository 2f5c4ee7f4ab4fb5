resource "aws_s3control_access_grants_location" "all" {
  location_scope = "s3://"
  iam_role_arn   = "arn:aws:iam::111122223333:role/grants"
}

resource "aws_s3control_access_grant" "this" {
  access_grants_location_id = aws_s3control_access_grants_location.all.access_grants_location_id
  permission                = "WRITE"

  grantee {
    grantee_type       = "DIRECTORY_USER"
    grantee_identifier = "83d43802-00b1-7054-db02-f1d683aacba5"
  }
}
