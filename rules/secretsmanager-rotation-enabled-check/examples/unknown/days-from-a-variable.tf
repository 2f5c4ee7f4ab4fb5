# with maximumAllowedRotationFrequency = 30
variable "days" {
  type = number
}

resource "aws_secretsmanager_secret" "this" {
  name = "example"
}

resource "aws_secretsmanager_secret_rotation" "this" {
  secret_id           = aws_secretsmanager_secret.this.id
  rotation_lambda_arn = "arn:aws:lambda:eu-west-1:111122223333:function:rotate"

  rotation_rules {
    automatically_after_days = var.days
  }
}
