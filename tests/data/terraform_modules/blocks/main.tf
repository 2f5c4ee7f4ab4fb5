terraform {
  required_version = ">= 1.5"
  backend "s3" {
    bucket = "state"
  }
}

provider "aws" {
  alias  = "other"
  region = var.region
}

variable "region" {
  type      = string
  ephemeral = true
  validation {
    condition     = var.region != ""
    error_message = "is empty"
  }
}

variable "rules" {
  default = {
    one = { days = [1, 2], tags = { a = "b" } }
    two = { days = [] }
  }
}

moved {
  from = aws_s3_bucket.old
  to   = aws_s3_bucket.new
}

removed {
  from = aws_s3_bucket.gone
  lifecycle {
    destroy = false
  }
}

import {
  for_each = { a = "x" }
  to       = aws_s3_bucket.new
  id       = each.value
}

check "health" {
  data "http" "this" {
    url = "https://example.com"
  }
  assert {
    condition     = data.http.this.status_code == 200
    error_message = "is down"
  }
}

ephemeral "aws_secretsmanager_secret_version" "this" {
  secret_id = "x"
}

resource "terraform_data" "this" {
  input = { name = "blocks" }
}

resource "aws_s3_bucket" "new" {
  provider = aws.other
  bucket   = terraform_data.this.output.name
  tags     = { secret = ephemeral.aws_secretsmanager_secret_version.this.secret_string }

  lifecycle {
    prevent_destroy = true
    ignore_changes  = [tags["x"]]
    precondition {
      condition     = var.region != "x"
      error_message = "wrong"
    }
    postcondition {
      condition     = self.bucket != ""
      error_message = "empty"
    }
  }

  provisioner "local-exec" {
    command = "echo ${self.id}"
  }

  dynamic "lifecycle_rule" {
    for_each = var.rules
    iterator = rule
    content {
      id      = rule.key
      enabled = true
      dynamic "transition" {
        for_each = rule.value.days
        iterator = "day"
        content {
          days          = day.value
          storage_class = "${rule.key}-${day.key}"
        }
      }
    }
  }
}
