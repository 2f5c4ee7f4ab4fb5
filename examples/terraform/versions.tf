# A small application as it is often found: some of it right, some of it open. Try `bucketlint examples/terraform`.

terraform {
  required_version = ">= 1.5"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 5.0"
    }
  }
}
