variable "acl" {
  type    = string
  default = "private"
}

variable "grants" {
  type = list(object({
    id          = string
    type        = string
    permissions = list(string)
    uri         = string
  }))
  default = []
}

variable "bucket_name" {
  type    = string
  default = null
}

variable "policy" {
  type    = string
  default = ""
}

variable "source_policy_documents" {
  type     = list(string)
  default  = []
  nullable = false
}

variable "force_destroy" {
  type    = bool
  default = false
}

variable "versioning_enabled" {
  type    = bool
  default = true
}

variable "logging" {
  type = list(object({
    bucket_name = string
    prefix      = string
  }))
  default = []
}

variable "sse_algorithm" {
  type    = string
  default = "AES256"
}

variable "kms_master_key_arn" {
  type    = string
  default = ""
}

variable "bucket_key_enabled" {
  type    = bool
  default = false
}

variable "allow_encrypted_uploads_only" {
  type    = bool
  default = false
}

variable "allow_ssl_requests_only" {
  type    = bool
  default = false
}

variable "block_public_acls" {
  type    = bool
  default = true
}

variable "block_public_policy" {
  type    = bool
  default = true
}

variable "ignore_public_acls" {
  type    = bool
  default = true
}

variable "restrict_public_buckets" {
  type    = bool
  default = true
}

variable "transfer_acceleration_enabled" {
  type    = bool
  default = false
}

variable "s3_object_ownership" {
  type    = string
  default = "ObjectWriter"
}

variable "s3_replication_enabled" {
  type    = bool
  default = false
}

variable "s3_replica_bucket_arn" {
  type    = string
  default = ""
}

variable "s3_replication_rules" {
  type    = list(any)
  default = null
}

variable "privileged_principal_arns" {
  type    = list(map(list(string)))
  default = []

  validation {
    condition     = alltrue([for m in var.privileged_principal_arns : length(keys(m)) == 1])
    error_message = "The length of each map must be 1."
  }
}

variable "privileged_principal_actions" {
  type    = list(string)
  default = []
}

variable "object_lock_configuration" {
  type = object({
    mode  = string
    days  = number
    years = number
  })
  default = null
}

variable "lifecycle_configuration_rules" {
  type = list(object({
    enabled                                = optional(bool, true)
    id                                     = string
    abort_incomplete_multipart_upload_days = optional(number)
    filter_and                             = optional(any)
    expiration                             = optional(any)
  }))
  default  = []
  nullable = false
}
