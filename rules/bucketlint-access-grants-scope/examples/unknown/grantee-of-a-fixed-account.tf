resource "aws_s3control_access_grant" "this" {
  access_grants_location_id = "default"
  permission                = "READ"

  grantee {
    grantee_type       = "IAM"
    grantee_identifier = "arn:aws:iam::111122223333:role/reader"
  }
}
