name   = "from terraform.tfvars"
prefix = "from terraform.tfvars"
