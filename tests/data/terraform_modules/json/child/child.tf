variable "bucket" {}
variable "policy" {}
resource "aws_s3_bucket_policy" "this" {
  bucket = var.bucket
  policy = var.policy
}
output "bucket" {
  value = var.bucket
}
resource "aws_s3_bucket" "undeclared" {
  bucket = local.undeclared
}
