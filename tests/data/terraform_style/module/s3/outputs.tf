output "id" {
  description = "The name of the bucket."
  value       = try(aws_s3_bucket_policy.this[0].id, aws_s3_bucket.this[0].id, "")
}

output "arn" {
  value = try(aws_s3_bucket.this[0].arn, "")
}

output "policy" {
  value = try(aws_s3_bucket_policy.this[0].policy, "")
}
