variable "create" {
  description = "Create."
  type        = bool
  default     = true
}

variable "bucket" {
  description = "Bucket."
  type        = string
  default     = null
}

variable "bucket_prefix" {
  description = "Bucket prefix."
  type        = string
  default     = null
}

variable "names" {
  description = "Names."
  type        = map(string)
  default     = {}
}

variable "force_destroy" {
  description = "Force destroy."
  type        = bool
  default     = false
}

variable "object_lock_enabled" {
  description = "Object lock enabled."
  type        = bool
  default     = false
}

variable "tags" {
  description = "Tags."
  type        = map(string)
  default     = {}
}

variable "tags_by_resource" {
  description = "Tags by resource."
  type        = map(map(string))
  default     = {}
}

variable "versioning" {
  description = "Versioning."
  type        = map(string)
  default     = {}
}

variable "expected_bucket_owner" {
  description = "Expected bucket owner."
  type        = string
  default     = null
}

variable "encryption" {
  description = "Encryption."
  type        = any
  default     = {}
}

variable "acl" {
  description = "Acl."
  type        = string
  default     = null
}

variable "grants" {
  description = "Grants."
  type        = any
  default     = []
}

variable "owner" {
  description = "Owner."
  type        = map(string)
  default     = {}
}

variable "lifecycle_rules" {
  description = "Lifecycle rules."
  type        = any
  default     = []
}

variable "logging" {
  description = "Logging."
  type        = any
  default     = {}
}

variable "deny_insecure_transport" {
  description = "Deny insecure transport."
  type        = bool
  default     = false
}

variable "deny_old_tls" {
  description = "Deny old tls."
  type        = bool
  default     = false
}

variable "deny_unencrypted_uploads" {
  description = "Deny unencrypted uploads."
  type        = bool
  default     = false
}

variable "deny_wrong_kms_key" {
  description = "Deny wrong kms key."
  type        = bool
  default     = false
}

variable "log_delivery_from_load_balancers" {
  description = "Log delivery from load balancers."
  type        = bool
  default     = false
}

variable "log_delivery_from_buckets" {
  description = "Log delivery from buckets."
  type        = bool
  default     = false
}

variable "log_delivery_source_accounts" {
  description = "Log delivery source accounts."
  type        = list(string)
  default     = []
}

variable "log_delivery_source_buckets" {
  description = "Log delivery source buckets."
  type        = list(string)
  default     = []
}

variable "attach_policy" {
  description = "Attach policy."
  type        = bool
  default     = false
}

variable "policy" {
  description = "Policy."
  type        = string
  default     = null
}

variable "attach_public_access_block" {
  description = "Attach public access block."
  type        = bool
  default     = true
}

variable "block_public_acls" {
  description = "Block public acls."
  type        = bool
  default     = true
}

variable "block_public_policy" {
  description = "Block public policy."
  type        = bool
  default     = true
}

variable "ignore_public_acls" {
  description = "Ignore public acls."
  type        = bool
  default     = true
}

variable "restrict_public_buckets" {
  description = "Restrict public buckets."
  type        = bool
  default     = true
}

variable "control_object_ownership" {
  description = "Control object ownership."
  type        = bool
  default     = false
}

variable "object_ownership" {
  description = "Object ownership."
  type        = string
  default     = "BucketOwnerEnforced"
}

variable "feature_buckets" {
  description = "Feature buckets."
  type        = bool
  default     = true
}

variable "analytics_enabled" {
  description = "Analytics enabled."
  type        = bool
  default     = false
}

variable "analytics_name" {
  description = "Analytics name."
  type        = string
  default     = null
}

variable "analytics_targets" {
  description = "Analytics targets."
  type        = list(string)
  default     = []
}

variable "analytics_settings" {
  description = "Analytics settings."
  type        = map(string)
  default     = {}
}

variable "analytics_rules" {
  description = "Analytics rules."
  type        = any
  default     = {}
}

variable "analytics_schedule" {
  description = "Analytics schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "inventory_enabled" {
  description = "Inventory enabled."
  type        = bool
  default     = false
}

variable "inventory_name" {
  description = "Inventory name."
  type        = string
  default     = null
}

variable "inventory_targets" {
  description = "Inventory targets."
  type        = list(string)
  default     = []
}

variable "inventory_settings" {
  description = "Inventory settings."
  type        = map(string)
  default     = {}
}

variable "inventory_rules" {
  description = "Inventory rules."
  type        = any
  default     = {}
}

variable "inventory_schedule" {
  description = "Inventory schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "intelligent_tiering_enabled" {
  description = "Intelligent tiering enabled."
  type        = bool
  default     = false
}

variable "intelligent_tiering_name" {
  description = "Intelligent tiering name."
  type        = string
  default     = null
}

variable "intelligent_tiering_targets" {
  description = "Intelligent tiering targets."
  type        = list(string)
  default     = []
}

variable "intelligent_tiering_settings" {
  description = "Intelligent tiering settings."
  type        = map(string)
  default     = {}
}

variable "intelligent_tiering_rules" {
  description = "Intelligent tiering rules."
  type        = any
  default     = {}
}

variable "intelligent_tiering_schedule" {
  description = "Intelligent tiering schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "replication_enabled" {
  description = "Replication enabled."
  type        = bool
  default     = false
}

variable "replication_name" {
  description = "Replication name."
  type        = string
  default     = null
}

variable "replication_targets" {
  description = "Replication targets."
  type        = list(string)
  default     = []
}

variable "replication_settings" {
  description = "Replication settings."
  type        = map(string)
  default     = {}
}

variable "replication_rules" {
  description = "Replication rules."
  type        = any
  default     = {}
}

variable "replication_schedule" {
  description = "Replication schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "website_enabled" {
  description = "Website enabled."
  type        = bool
  default     = false
}

variable "website_name" {
  description = "Website name."
  type        = string
  default     = null
}

variable "website_targets" {
  description = "Website targets."
  type        = list(string)
  default     = []
}

variable "website_settings" {
  description = "Website settings."
  type        = map(string)
  default     = {}
}

variable "website_rules" {
  description = "Website rules."
  type        = any
  default     = {}
}

variable "website_schedule" {
  description = "Website schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "cors_enabled" {
  description = "Cors enabled."
  type        = bool
  default     = false
}

variable "cors_name" {
  description = "Cors name."
  type        = string
  default     = null
}

variable "cors_targets" {
  description = "Cors targets."
  type        = list(string)
  default     = []
}

variable "cors_settings" {
  description = "Cors settings."
  type        = map(string)
  default     = {}
}

variable "cors_rules" {
  description = "Cors rules."
  type        = any
  default     = {}
}

variable "cors_schedule" {
  description = "Cors schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "notification_enabled" {
  description = "Notification enabled."
  type        = bool
  default     = false
}

variable "notification_name" {
  description = "Notification name."
  type        = string
  default     = null
}

variable "notification_targets" {
  description = "Notification targets."
  type        = list(string)
  default     = []
}

variable "notification_settings" {
  description = "Notification settings."
  type        = map(string)
  default     = {}
}

variable "notification_rules" {
  description = "Notification rules."
  type        = any
  default     = {}
}

variable "notification_schedule" {
  description = "Notification schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "metrics_enabled" {
  description = "Metrics enabled."
  type        = bool
  default     = false
}

variable "metrics_name" {
  description = "Metrics name."
  type        = string
  default     = null
}

variable "metrics_targets" {
  description = "Metrics targets."
  type        = list(string)
  default     = []
}

variable "metrics_settings" {
  description = "Metrics settings."
  type        = map(string)
  default     = {}
}

variable "metrics_rules" {
  description = "Metrics rules."
  type        = any
  default     = {}
}

variable "metrics_schedule" {
  description = "Metrics schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "accelerate_enabled" {
  description = "Accelerate enabled."
  type        = bool
  default     = false
}

variable "accelerate_name" {
  description = "Accelerate name."
  type        = string
  default     = null
}

variable "accelerate_targets" {
  description = "Accelerate targets."
  type        = list(string)
  default     = []
}

variable "accelerate_settings" {
  description = "Accelerate settings."
  type        = map(string)
  default     = {}
}

variable "accelerate_rules" {
  description = "Accelerate rules."
  type        = any
  default     = {}
}

variable "accelerate_schedule" {
  description = "Accelerate schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "request_payer_enabled" {
  description = "Request payer enabled."
  type        = bool
  default     = false
}

variable "request_payer_name" {
  description = "Request payer name."
  type        = string
  default     = null
}

variable "request_payer_targets" {
  description = "Request payer targets."
  type        = list(string)
  default     = []
}

variable "request_payer_settings" {
  description = "Request payer settings."
  type        = map(string)
  default     = {}
}

variable "request_payer_rules" {
  description = "Request payer rules."
  type        = any
  default     = {}
}

variable "request_payer_schedule" {
  description = "Request payer schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "access_point_enabled" {
  description = "Access point enabled."
  type        = bool
  default     = false
}

variable "access_point_name" {
  description = "Access point name."
  type        = string
  default     = null
}

variable "access_point_targets" {
  description = "Access point targets."
  type        = list(string)
  default     = []
}

variable "access_point_settings" {
  description = "Access point settings."
  type        = map(string)
  default     = {}
}

variable "access_point_rules" {
  description = "Access point rules."
  type        = any
  default     = {}
}

variable "access_point_schedule" {
  description = "Access point schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "table_enabled" {
  description = "Table enabled."
  type        = bool
  default     = false
}

variable "table_name" {
  description = "Table name."
  type        = string
  default     = null
}

variable "table_targets" {
  description = "Table targets."
  type        = list(string)
  default     = []
}

variable "table_settings" {
  description = "Table settings."
  type        = map(string)
  default     = {}
}

variable "table_rules" {
  description = "Table rules."
  type        = any
  default     = {}
}

variable "table_schedule" {
  description = "Table schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "vector_enabled" {
  description = "Vector enabled."
  type        = bool
  default     = false
}

variable "vector_name" {
  description = "Vector name."
  type        = string
  default     = null
}

variable "vector_targets" {
  description = "Vector targets."
  type        = list(string)
  default     = []
}

variable "vector_settings" {
  description = "Vector settings."
  type        = map(string)
  default     = {}
}

variable "vector_rules" {
  description = "Vector rules."
  type        = any
  default     = {}
}

variable "vector_schedule" {
  description = "Vector schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "directory_enabled" {
  description = "Directory enabled."
  type        = bool
  default     = false
}

variable "directory_name" {
  description = "Directory name."
  type        = string
  default     = null
}

variable "directory_targets" {
  description = "Directory targets."
  type        = list(string)
  default     = []
}

variable "directory_settings" {
  description = "Directory settings."
  type        = map(string)
  default     = {}
}

variable "directory_rules" {
  description = "Directory rules."
  type        = any
  default     = {}
}

variable "directory_schedule" {
  description = "Directory schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}

variable "object_lambda_enabled" {
  description = "Object lambda enabled."
  type        = bool
  default     = false
}

variable "object_lambda_name" {
  description = "Object lambda name."
  type        = string
  default     = null
}

variable "object_lambda_targets" {
  description = "Object lambda targets."
  type        = list(string)
  default     = []
}

variable "object_lambda_settings" {
  description = "Object lambda settings."
  type        = map(string)
  default     = {}
}

variable "object_lambda_rules" {
  description = "Object lambda rules."
  type        = any
  default     = {}
}

variable "object_lambda_schedule" {
  description = "Object lambda schedule."
  type        = object({ enabled = optional(bool, false), days = optional(number, 30) })
  default     = {}
}
