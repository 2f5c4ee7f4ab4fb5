resource "aws_s3_bucket" "a" {
  bucket = "a"
}

resource "aws_s3_bucket_policy" "indented" {
  bucket = aws_s3_bucket.a.id
  policy = <<-POLICY
    {
      "Statement": [
        {
          "Resource": "${aws_s3_bucket.a.arn}/*",
          "User": "$${aws:username}"
        }
      ]
    }
  POLICY
}

resource "aws_s3_bucket_policy" "directives" {
  bucket = aws_s3_bucket.a.id
  policy = <<EOT
%{ for name in ["x", "y"] ~}
  ${name},
%{ endfor ~}
%{ if var.open }open%{ else }shut%{ endif }
EOT
}

variable "open" {}

resource "aws_s3_bucket_policy" "encoded" {
  bucket = aws_s3_bucket.a.id
  policy = <<EOT
{
  "Resource": ${jsonencode(toset(["${aws_s3_bucket.a.arn}/*", "arn:aws:s3:::${var.open}/*"]))},
  "Action": ${jsonencode(concat(var.open, ["s3:GetObject"]))}
}
EOT
}
