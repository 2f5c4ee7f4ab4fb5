# with awsPrincipals = ["111122223333"]
resource "aws_s3_bucket" "this" {
  bucket = "example-no-policy"
}
