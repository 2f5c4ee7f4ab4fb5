resource "aws_kms_key" "this" {
  description         = "example"
  enable_key_rotation = true
}

resource "aws_kms_key_policy" "this" {
  key_id = aws_kms_key.this.id
  policy = <<-EOT
    {
      "Version": "2012-10-17",
      "Statement": [
        {
          "Sid": "OwnerOfTheKey",
          "Effect": "Allow",
          "Principal": { "AWS": "arn:aws:iam::111122223333:root" },
          "Action": "kms:*",
          "Resource": "*"
        },
        {
          "Sid": "UseByOneRole",
          "Effect": "Allow",
          "Principal": { "AWS": "arn:aws:iam::111122223333:role/application" },
          "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
          "Resource": "*"
        }
      ]
    }
  EOT
}
