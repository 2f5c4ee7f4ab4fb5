resource "aws_secretsmanager_secret" "this" {
  name       = "example"
  kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/11111111-2222-3333-4444-555555555555"
}
