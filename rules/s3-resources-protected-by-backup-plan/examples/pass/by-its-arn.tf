resource "aws_s3_bucket" "this" {
  bucket = "example"
}

resource "aws_backup_selection" "daily" {
  name         = "daily"
  plan_id      = "d1e2f3"
  iam_role_arn = "arn:aws:iam::111122223333:role/backup"
  resources    = [aws_s3_bucket.this.arn]
}
