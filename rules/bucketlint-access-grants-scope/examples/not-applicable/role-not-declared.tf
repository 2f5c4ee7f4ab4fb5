resource "aws_s3control_access_grants_location" "this" {
  location_scope = "s3://"
  iam_role_arn   = "arn:aws:iam::111122223333:role/grants"
}
