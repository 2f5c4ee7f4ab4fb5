# The key of the application bucket; nobody asked for rotation.

resource "aws_kms_key" "application" {
  description             = "Encrypts the application bucket"
  deletion_window_in_days = 30
}

resource "aws_kms_alias" "application" {
  name          = "alias/${var.name}"
  target_key_id = aws_kms_key.application.key_id
}
