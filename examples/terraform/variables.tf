variable "name" {
  description = "The name that all buckets share."
  type        = string
  default     = "example-shop"
}

# The default turns versioning of the application bucket off again.
variable "versioning" {
  description = "The status of versioning."
  type        = string
  default     = "Suspended"
}

# Without a default nobody can say from here whether ACLs count: the verdict on them is unknown.
variable "log_ownership" {
  description = "Object Ownership of the log bucket."
  type        = string
}
