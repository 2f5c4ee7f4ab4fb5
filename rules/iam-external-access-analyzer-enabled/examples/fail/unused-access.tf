resource "aws_accessanalyzer_analyzer" "this" {
  analyzer_name = "unused"
  type          = "ACCOUNT_UNUSED_ACCESS"
}
