variable "rotate" {
  type = bool
}

resource "aws_kms_key" "this" {
  description         = "example"
  enable_key_rotation = var.rotate
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "OwnerOfTheKey"
      Effect    = "Allow"
      Principal = { AWS = "arn:aws:iam::111122223333:root" }
      Action    = "kms:*"
      Resource  = "*"
    }]
  })
}
