# with ReplicationType = "CROSS-REGION"
provider "aws" {
  region = "eu-central-1"
}

provider "aws" {
  alias  = "replica"
  region = "eu-west-1"
}

resource "aws_s3_bucket" "this" {
  bucket = "example-source"
}

resource "aws_s3_bucket" "replica" {
  provider = aws.replica
  bucket   = "example-replica"
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
