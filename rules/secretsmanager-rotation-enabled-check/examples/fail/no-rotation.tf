resource "aws_secretsmanager_secret" "this" {
  name = "example"
}
