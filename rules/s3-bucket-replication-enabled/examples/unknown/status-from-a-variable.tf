variable "replication" {
  type = string
}

resource "aws_s3_bucket" "this" {
  bucket = "example-replicated-by-choice"
}

resource "aws_s3_bucket_versioning" "this" {
  bucket = aws_s3_bucket.this.id

  versioning_configuration {
    status = "Enabled"
  }
}

resource "aws_s3_bucket_replication_configuration" "this" {
  bucket = aws_s3_bucket.this.id
  role   = "arn:aws:iam::111122223333:role/replication"

  rule {
    id     = "all"
    status = var.replication

    destination {
      bucket = "arn:aws:s3:::example-replica"
    }
  }

  depends_on = [aws_s3_bucket_versioning.this]
}
