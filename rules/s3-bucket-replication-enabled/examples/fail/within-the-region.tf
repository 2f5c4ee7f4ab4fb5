# with ReplicationType = "CROSS-REGION"
resource "aws_s3_bucket" "this" {
  bucket = "example-source"
}

resource "aws_s3_bucket" "replica" {
  bucket = "example-replica"
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  role   = "arn:aws:iam::111122223333:role/replication"

  rule {
    id     = "all"
    status = "Enabled"

    destination {
      bucket = aws_s3_bucket.replica.arn
    }
  }
}
