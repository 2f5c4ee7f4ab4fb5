# with bucketNames = ["example-archive"]
resource "aws_s3_bucket" "this" {
  bucket = "example-other"
}
