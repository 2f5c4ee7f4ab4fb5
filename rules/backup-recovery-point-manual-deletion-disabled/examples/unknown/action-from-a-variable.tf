variable "action" {
  type = string
}

resource "aws_backup_vault" "this" {
  name = "example"
}

resource "aws_backup_vault_policy" "this" {
  backup_vault_name = aws_backup_vault.this.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Effect = "Deny"
        Principal = "*"
        Action = var.action
        Resource = "*"
      },
    ]
  })
}
