variable "reader_arns" {
  type = list(string)
}

variable "archive_is_versioned" {
  type = bool
}

module "buckets" {
  source = "./buckets"

  settings = {
    name_prefix = "acme-"
    encryption  = { kms_key_arn = aws_kms_key.this.arn }
    tags        = { Team = "storage" }
  }

  buckets = {
    logs = {
      encryption = { algorithm = "AES256" }
      logging    = { bucket = "logs", prefix = "self/" }
    }
    good = {
      logging   = { bucket = "logs" }
      readers   = ["arn:aws:iam::111122223333:role/reader"]
      lifecycle = { old = { days = 365, transitions = { STANDARD_IA = 30, GLACIER = 90 } } }
    }
    bad = {
      name             = "acme-open"
      versioning       = false
      object_ownership = "ObjectWriter"
      require_tls      = false
      public_access = {
        block_public_policy     = false
        restrict_public_buckets = false
      }
      statements = [{ actions = ["s3:GetObject"] }]
    }
    office = {
      logging       = { bucket = "logs" }
      public_access = { block_public_policy = false, restrict_public_buckets = false }
      statements = [{
        sid        = "Office"
        actions    = ["s3:GetObject"]
        conditions = [{ test = "IpAddress", variable = "aws:SourceIp", values = ["203.0.113.0/24"] }]
      }]
    }
    # Who reads and whether it is versioned is not known; everything else is.
    open = {
      logging    = { bucket = "logs" }
      readers    = var.reader_arns
      versioning = var.archive_is_versioned
    }
  }
}

resource "aws_kms_key" "this" {
  enable_key_rotation = true
}

resource "aws_s3_bucket_notification" "good" {
  bucket      = module.buckets.buckets["good"].id
  eventbridge = true
}
