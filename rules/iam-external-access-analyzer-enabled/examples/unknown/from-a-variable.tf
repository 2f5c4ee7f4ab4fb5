variable "setting" {}

resource "aws_accessanalyzer_analyzer" "this" {
  analyzer_name = "external"
  type          = var.setting
}
