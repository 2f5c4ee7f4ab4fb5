resource "aws_s3_directory_bucket" "this" {
  bucket = "example-no-lifecycle--euc1-az1--x-s3"
  location {
    name = "euc1-az1"
  }
}
