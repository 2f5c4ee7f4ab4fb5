resource "aws_kms_key" "results" {
  description         = "results of queries"
  enable_key_rotation = true
}

resource "aws_athena_workgroup" "this" {
  name = "reports"
  configuration {
    result_configuration {
      output_location = "s3://example-results/reports/"
      encryption_configuration {
        encryption_option = "SSE_KMS"
        kms_key_arn       = aws_kms_key.results.arn
      }
    }
  }
}
