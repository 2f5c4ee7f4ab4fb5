resource "aws_s3_bucket" "a" {
  bucket = "a"
  tags = {
    Name  = "first"
    Name  = "last"
    "Odd" = 1
    "Odd" = 2
  }
}
