# Conditions over inputs that are not known, of which some rule others out.
variable "stage" {
  type = string
}

variable "is_audited" {
  type = bool
}

variable "is_archived" {
  type = bool
}

# Versioned wherever it is there: what is `prod` is one of the two.
resource "aws_s3_bucket" "prod" {
  count  = var.stage == "prod" ? 1 : 0
  bucket = "stages-prod"
}

resource "aws_s3_bucket_versioning" "prod" {
  count  = contains(["prod", "live"], var.stage) ? 1 : 0
  bucket = one(aws_s3_bucket.prod[*].id)

  versioning_configuration {
    status = var.stage == "dev" ? "Suspended" : "Enabled"
  }
}

# Versioned wherever it is there: both imply each.
resource "aws_s3_bucket" "both" {
  count  = var.is_audited && var.is_archived ? 1 : 0
  bucket = "stages-both"
}

resource "aws_s3_bucket_versioning" "both" {
  count  = var.is_archived ? 1 : 0
  bucket = "stages-both"

  versioning_configuration {
    status = anytrue([var.is_audited, var.stage == "prod"]) ? "Enabled" : "Suspended"
  }
}

# Not versioned where one of the two is false.
resource "aws_s3_bucket" "each" {
  bucket = "stages-each"
}

resource "aws_s3_bucket_versioning" "each" {
  count  = var.is_audited ? (var.is_archived ? 1 : 0) : 0
  bucket = aws_s3_bucket.each.id

  versioning_configuration {
    status = "Enabled"
  }
}

# Which of the two are there is not known; each is versioned where it is.
locals {
  buckets = {
    audited  = { is_there = var.is_audited, status = "Enabled" }
    archived = { is_there = var.is_archived, status = "Enabled" }
    plain    = { is_there = true, status = "Suspended" }
  }
  there = { for name, bucket in local.buckets : name => bucket if bucket.is_there }
}

resource "aws_s3_bucket" "many" {
  for_each = local.there
  bucket   = "stages-${each.key}"
}

resource "aws_s3_bucket_versioning" "many" {
  for_each = aws_s3_bucket.many
  bucket   = each.value.id

  versioning_configuration {
    status = local.there[each.key].status
  }
}

# Nobody knows which there are; each is versioned, whichever they are.
variable "unknown" {
  type = map(object({ name = string }))
}

resource "aws_s3_bucket" "chained" {
  for_each = var.unknown
  bucket   = each.value.name
}

resource "aws_s3_bucket_versioning" "chained" {
  for_each = aws_s3_bucket.chained
  bucket   = each.value.id

  versioning_configuration {
    status = "Enabled"
  }
}
