variable "user" {
  type = string
}

resource "aws_kms_key" "this" {
  description         = "example"
  enable_key_rotation = true
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "UseBySomeone"
      Effect    = "Allow"
      Principal = { AWS = var.user }
      Action    = "kms:Decrypt"
      Resource  = "*"
    }]
  })
}
