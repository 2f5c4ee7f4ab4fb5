resource "aws_backup_plan" "this" {
  name = "example"

  rule {
    rule_name         = "rule"
    target_vault_name = "example"
    schedule          = "cron(0 5 ? * 1 *)"

    lifecycle {
      delete_after = 35
    }
  }
}
