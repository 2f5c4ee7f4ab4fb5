variable "schedule" {
  type = string
}

resource "aws_backup_plan" "this" {
  name = "example"

  rule {
    rule_name         = "rule"
    target_vault_name = "example"
    schedule          = var.schedule

    lifecycle {
      delete_after = 35
    }
  }
}
