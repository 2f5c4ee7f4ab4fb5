resource "aws_kms_key" "secrets" {
  enable_key_rotation = true
}

resource "aws_secretsmanager_secret" "this" {
  name       = "example"
  kms_key_id = aws_kms_key.secrets.arn
}
