# with maximumAllowedRotationFrequency = 30
resource "aws_secretsmanager_secret" "this" {
  name = "example"
}

resource "aws_secretsmanager_secret_rotation" "this" {
  secret_id           = aws_secretsmanager_secret.this.id
  rotation_lambda_arn = "arn:aws:lambda:eu-west-1:111122223333:function:rotate"

  rotation_rules {
    schedule_expression = "rate(10 days)"
  }
}
