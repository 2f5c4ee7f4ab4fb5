resource "aws_secretsmanager_secret" "this" {
  name       = "example"
  kms_key_id = "alias/aws/secretsmanager"
}
