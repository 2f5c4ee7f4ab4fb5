resource "aws_athena_workgroup" "this" {
  name = "reports"
  configuration {
    result_configuration {
      output_location = "s3://example-results/reports/"
    }
  }
}
