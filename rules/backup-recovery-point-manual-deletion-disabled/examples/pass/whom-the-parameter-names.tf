# with principalArnList = ["arn:aws:iam::111122223333:role/backup"]
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
        Action = ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle", "backup:PutBackupVaultAccessPolicy"]
        Resource = "*"
        Condition = {
          ArnNotEquals = {
            "aws:PrincipalArn" = "arn:aws:iam::111122223333:role/backup"
          }
        }
      },
    ]
  })
}
