variable "events" { type = bool }

resource "aws_s3_bucket" "b" {
  bucket        = "b"
  region        = "eu-west-1"
  request_payer = "Requester"
}

resource "aws_s3_bucket_cors_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  cors_rule {
    allowed_methods = ["GET"]
    allowed_origins = ["*"]
    max_age_seconds = 60
  }
}

resource "aws_s3_bucket_accelerate_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  status = "Enabled"
}

resource "aws_s3_bucket_notification" "b" {
  count       = var.events ? 1 : 0
  bucket      = aws_s3_bucket.b.id
  eventbridge = true
  topic {
    topic_arn = "arn:aws:sns:eu-west-1:111122223333:t"
    events    = ["s3:ObjectCreated:*"]
  }
  lambda_function {
    lambda_function_arn = "arn:aws:lambda:eu-west-1:111122223333:function:f"
    events              = ["s3:ObjectRemoved:*", "s3:ObjectCreated:*"]
  }
}

resource "aws_s3_bucket_inventory" "weekly" {
  bucket                   = aws_s3_bucket.b.id
  name                     = "weekly"
  included_object_versions = "All"
  schedule {
    frequency = "Weekly"
  }
  destination {
    bucket {
      bucket_arn = aws_s3_bucket.b.arn
      format     = "CSV"
    }
  }
}

resource "aws_s3_bucket_inventory" "daily" {
  bucket = aws_s3_bucket.b.id
  name   = "daily"
  schedule {
    frequency = "Daily"
  }
}

resource "aws_s3_bucket_intelligent_tiering_configuration" "b" {
  bucket = aws_s3_bucket.b.id
  name   = "all"
  tiering {
    access_tier = "ARCHIVE_ACCESS"
    days        = 125
  }
}

resource "aws_s3_bucket_metric" "b" {
  bucket = aws_s3_bucket.b.id
  name   = "some"
  filter {
    prefix = "docs/"
  }
}

resource "aws_s3_bucket_request_payment_configuration" "other" {
  bucket = "elsewhere"
  payer  = "BucketOwner"
}

resource "aws_s3_access_point" "ap" {
  name   = "ap"
  bucket = aws_s3_bucket.b.id
  public_access_block_configuration {
    block_public_policy = false
  }
  vpc_configuration {
    vpc_id = "vpc-1"
  }
}

resource "aws_s3control_access_point_policy" "ap" {
  access_point_arn = aws_s3_access_point.ap.arn
  policy           = jsonencode({ Statement = [] })
}

resource "aws_s3control_multi_region_access_point" "m" {
  details {
    name = "m"
    region {
      bucket = aws_s3_bucket.b.id
    }
  }
}

resource "aws_s3control_multi_region_access_point_policy" "m" {
  details {
    name   = "m"
    policy = jsonencode({ Statement = [] })
  }
}

resource "aws_s3_directory_bucket" "d" {
  bucket = "d--euw1-az1--x-s3"
  location {
    name = "euw1-az1"
  }
}

resource "aws_s3_bucket_policy" "d" {
  bucket = aws_s3_directory_bucket.d.bucket
  policy = jsonencode({ Statement = [] })
}

resource "aws_kms_external_key" "e" {
  enabled = true
}

resource "aws_kms_replica_key" "r" {
  primary_key_arn = aws_kms_external_key.e.arn
  policy          = jsonencode({ Statement = [] })
}

resource "aws_kms_grant" "g" {
  key_id            = aws_kms_external_key.e.id
  grantee_principal = aws_iam_role.r.arn
  operations        = ["Decrypt"]
  constraints {
    encryption_context_equals = { a = "b" }
  }
}

resource "aws_iam_role" "r" {
  name               = "r"
  assume_role_policy = jsonencode({ Statement = [] })
  inline_policy {
    name   = "inline"
    policy = "{}"
  }
}

resource "aws_iam_role_policy" "own" {
  name   = "own"
  role   = aws_iam_role.r.id
  policy = jsonencode({ Statement = [] })
}

resource "aws_iam_policy" "shared" {
  name   = "shared"
  policy = jsonencode({ Statement = [] })
}

resource "aws_iam_role_policy_attachment" "r" {
  role       = aws_iam_role.r.name
  policy_arn = aws_iam_policy.shared.arn
}

resource "aws_s3_object" "passed_over" {
  bucket = aws_s3_bucket.b.id
  key    = "k"
}

resource "aws_s3_bucket_metric" "filtered" {
  bucket = "filtered"
  name   = "metric"

  filter {
    access_point = aws_s3_access_point.ap.arn
    prefix       = "in/"
    tags         = { a = "1" }
  }
}

resource "aws_s3_bucket_analytics_configuration" "filtered" {
  bucket = "filtered"
  name   = "analytics"

  filter {
    tags = { b = "2" }
  }

  storage_class_analysis {
    data_export {
      destination {
        s3_bucket_destination {
          bucket_arn = "arn:aws:s3:::analytics"
          prefix     = "out/"
        }
      }
    }
  }
}

resource "aws_s3control_object_lambda_access_point" "shorter" {
  name = "shorter"

  configuration {
    supporting_access_point = aws_s3_access_point.ap.arn
    allowed_features        = ["GetObject-Range"]

    transformation_configuration {
      actions = ["GetObject"]

      content_transformation {
        aws_lambda {
          function_arn = "arn:aws:lambda:us-east-1:111122223333:function:shorter"
        }
      }
    }
  }
}

resource "aws_s3control_object_lambda_access_point_policy" "shorter" {
  name = aws_s3control_object_lambda_access_point.shorter.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect    = "Allow"
      Principal = { AWS = "444455556666" }
      Action    = "s3-object-lambda:GetObject"
      Resource  = aws_s3control_object_lambda_access_point.shorter.arn
    }]
  })
}

provider "aws" {
  alias = "west"
}

data "aws_caller_identity" "west" {
  provider = aws.west
}

resource "aws_s3_access_point" "west" {
  provider = aws.west
  bucket   = "elsewhere"
  name     = "west"
}

resource "aws_s3_access_point" "named" {
  bucket     = "elsewhere"
  name       = "named"
  account_id = "444455556666"
}

resource "aws_iam_policy_attachment" "several" {
  name       = "several"
  roles      = [aws_iam_role.r.name, var.role]
  policy_arn = aws_iam_policy.shared.arn
}
