resource "aws_s3_bucket" "site" {
  bucket_prefix = "site-"
  acl           = "public-read"
  policy        = "{\"Statement\": [{\"Effect\": \"Allow\"}]}"

  grant {
    type        = "Group"
    permissions = ["READ", "READ_ACP"]
    uri         = "http://acs.amazonaws.com/groups/global/AllUsers"
  }

  versioning {
    enabled    = true
    mfa_delete = false
  }

  logging {
    target_bucket = "central-logs"
    target_prefix = "site/"
  }

  server_side_encryption_configuration {
    rule {
      apply_server_side_encryption_by_default {
        sse_algorithm = "AES256"
      }
    }
  }

  replication_configuration {
    role = "arn:aws:iam::111122223333:role/replication"
    rules {
      status = "Enabled"
      destination {
        bucket             = "arn:aws:s3:::other"
        replica_kms_key_id = "arn:aws:kms:eu-west-1:111122223333:key/1"
      }
    }
  }

  lifecycle_rule {
    enabled                                = true
    prefix                                 = "tmp/"
    abort_incomplete_multipart_upload_days = 7
    expiration {
      days = 1
    }
    transition {
      days          = 2
      storage_class = "GLACIER"
    }
  }
  lifecycle_rule {
    enabled = false
  }

  website {
    index_document           = "index.html"
    redirect_all_requests_to = "https://example.com"
  }

  object_lock_configuration {
    object_lock_enabled = "Enabled"
  }
}

resource "aws_s3_bucket" "bare" {
  acl    = ""
  policy = ""
  bucket = null
}
