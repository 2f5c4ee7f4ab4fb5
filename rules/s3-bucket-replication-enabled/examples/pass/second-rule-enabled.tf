resource "aws_s3_bucket" "this" {
  bucket = "example-second-rule"

  versioning {
    enabled = true
  }

  replication_configuration {
    role = "arn:aws:iam::111122223333:role/replication"

    rules {
      id     = "drafts"
      status = "Disabled"
      prefix = "drafts/"

      destination {
        bucket = "arn:aws:s3:::example-replica"
      }
    }

    rules {
      id     = "records"
      status = "Enabled"
      prefix = "records/"

      destination {
        bucket = "arn:aws:s3:::example-replica"
      }
    }
  }
}
