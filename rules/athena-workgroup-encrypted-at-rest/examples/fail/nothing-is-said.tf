resource "aws_athena_workgroup" "this" {
  name = "reports"
}
