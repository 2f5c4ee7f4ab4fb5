resource "aws_iam_role" "this" {
  name = "example-denied-outright"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{
    Effect = "Allow", Principal = { Service = "ec2.amazonaws.com" }, Action = "sts:AssumeRole"
  }] })

  inline_policy {
    name   = "own"
    policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "kms:*", Resource = "*" }, { Effect = "Deny", Action = ["kms:Decrypt", "kms:ReEncrypt*"], Resource = "*" }] })
  }
}
