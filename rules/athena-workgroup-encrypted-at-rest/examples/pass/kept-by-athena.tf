resource "aws_athena_workgroup" "this" {
  name = "reports"
  configuration {
    managed_query_results_configuration {
      enabled = true
    }
  }
}
