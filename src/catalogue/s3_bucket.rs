//! `AWS::S3::Bucket`: the bucket with the blocks that it had inside until version 3 of the provider, and the resources
//! that set one part of a bucket each since version 4.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket>,
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-4-upgrade>

use super::entry::{Kind, Meaning, Of, POLICY, Thing, Type};
use super::field::Spelling::{Boolean, CannedAcl, EnabledOrDisabled, EnabledOrSuspended, Tags, UnlessEmpty};
use super::field::{Field, PLACED, argument, converted, each, one, spread};
use super::types;

pub(super) const TYPE: Type = Type { thing: Some(Thing::Bucket), ..Type::judged(types::BUCKET, KINDS) };

/// The argument of a part that names its bucket.
const OWNER: (&str, Thing) = ("bucket", Thing::Bucket);

const DEFAULT_KEY: &str = "rule.apply_server_side_encryption_by_default.kms_master_key_id";
const INLINE_DEFAULT_KEY: &str =
    "server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.kms_master_key_id";

/// A part whose `id` is the name of its bucket. That of the others has more in it.
const fn part(name: &'static str, property: &'static str, fields: &'static [Field]) -> Kind {
    Kind {
        attributes: &[(Of::Resource, "id", Meaning::Attribute("bucket"))],
        ..Kind::part(name, OWNER, property, fields)
    }
}

/// A part of which a bucket may have several.
const fn item(name: &'static str, property: &'static str, fields: &'static [Field]) -> Kind {
    Kind::item(name, OWNER, property, fields)
}

const KINDS: &[Kind] = &[
    Kind {
        links: &[
            POLICY,
            (INLINE_DEFAULT_KEY, Thing::Key),
            ("logging.target_bucket", Thing::Bucket),
            ("replication_configuration.role", Thing::Role),
            ("replication_configuration.rules.destination.bucket", Thing::Bucket),
            ("replication_configuration.rules.destination.replica_kms_key_id", Thing::Key),
        ],
        attributes: &[
            (Of::Both, "arn", Meaning::BucketArn),
            (Of::Both, "bucket", Meaning::BucketName),
            (Of::Both, "bucket_domain_name", Meaning::BucketDomain),
            (Of::Both, "bucket_regional_domain_name", Meaning::RegionalBucketDomain),
            (Of::Both, "id", Meaning::BucketName),
            (Of::Resource, "region", Meaning::Region),
        ],
        has_parts: true,
        ..Kind::whole("aws_s3_bucket", &["bucket", "arn"], BUCKET)
    },
    part("aws_s3_bucket_abac", "AbacStatus", ABAC),
    part("aws_s3_bucket_accelerate_configuration", "AccelerateConfiguration", ACCELERATE),
    Kind { is_ordered: true, ..Kind::part("aws_s3_bucket_acl", OWNER, "AccessControl", ACL) },
    item("aws_s3_bucket_analytics_configuration", "AnalyticsConfigurations", ANALYTICS),
    part("aws_s3_bucket_cors_configuration", "CorsConfiguration", CORS),
    item("aws_s3_bucket_intelligent_tiering_configuration", "IntelligentTieringConfigurations", TIERING),
    Kind {
        links: &[("destination.bucket.bucket_arn", Thing::Bucket)],
        ..item("aws_s3_bucket_inventory", "InventoryConfigurations", INVENTORY)
    },
    part("aws_s3_bucket_lifecycle_configuration", "LifecycleConfiguration", LIFECYCLE),
    Kind {
        links: &[("target_bucket", Thing::Bucket)],
        ..part("aws_s3_bucket_logging", "LoggingConfiguration", LOGGING)
    },
    item("aws_s3_bucket_metric", "MetricsConfigurations", METRIC),
    part("aws_s3_bucket_notification", "NotificationConfiguration", NOTIFICATION),
    part("aws_s3_bucket_object_lock_configuration", "ObjectLockConfiguration", OBJECT_LOCK),
    part("aws_s3_bucket_ownership_controls", "OwnershipControls", OWNERSHIP),
    Kind {
        is_ordered: true,
        ..part("aws_s3_bucket_public_access_block", "PublicAccessBlockConfiguration", ACCESS_BLOCK)
    },
    Kind {
        links: &[
            ("role", Thing::Role),
            ("rule.destination.bucket", Thing::Bucket),
            ("rule.destination.encryption_configuration.replica_kms_key_id", Thing::Key),
        ],
        ..part("aws_s3_bucket_replication_configuration", "ReplicationConfiguration", REPLICATION)
    },
    Kind { says: Some("payer"), ..part("aws_s3_bucket_request_payment_configuration", "RequestPayer", &[]) },
    Kind {
        links: &[(DEFAULT_KEY, Thing::Key)],
        ..part("aws_s3_bucket_server_side_encryption_configuration", "BucketEncryption", ENCRYPTION)
    },
    part("aws_s3_bucket_versioning", "VersioningConfiguration", VERSIONING),
    part("aws_s3_bucket_website_configuration", "WebsiteConfiguration", WEBSITE),
];

/// What stands in the bucket itself. Rules of the lifecycle and grants of the ACL become more than a table says.
const BUCKET: &[Field] = &[
    converted("bucket", &["BucketName"], UnlessEmpty),
    converted("acl", &["AccessControl"], CannedAcl),
    one("server_side_encryption_configuration", "BucketEncryption", ENCRYPTION),
    one("versioning", "VersioningConfiguration", VERSIONING_INLINE),
    one("logging", "LoggingConfiguration", LOGGING),
    one("replication_configuration", "ReplicationConfiguration", REPLICATION_INLINE),
    one("website", "WebsiteConfiguration", WEBSITE_INLINE),
    converted("object_lock_enabled", &["ObjectLockEnabled"], Boolean),
    one("object_lock_configuration", "ObjectLockConfiguration", OBJECT_LOCK),
    each("cors_rule", "CorsConfiguration", CORS_RULE),
    argument("acceleration_status", &["AccelerateConfiguration", "AccelerationStatus"]),
    argument("request_payer", &["RequestPayer"]),
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
    argument("region", &["Region"]),
    PLACED,
    argument("force_destroy", &["ForceDestroy"]),
];

/// The four settings of a public access block.
pub(super) const ACCESS_BLOCK: &[Field] = &[
    converted("block_public_acls", &["BlockPublicAcls"], Boolean),
    converted("block_public_policy", &["BlockPublicPolicy"], Boolean),
    converted("ignore_public_acls", &["IgnorePublicAcls"], Boolean),
    converted("restrict_public_buckets", &["RestrictPublicBuckets"], Boolean),
];

const OWNERSHIP: &[Field] = &[each("rule", "Rules", &[argument("object_ownership", &["ObjectOwnership"])])];

const ENCRYPTION: &[Field] = &[each("rule", "ServerSideEncryptionConfiguration", ENCRYPTION_RULE)];
const ENCRYPTION_RULE: &[Field] = &[
    one(
        "apply_server_side_encryption_by_default",
        "ServerSideEncryptionByDefault",
        &[argument("sse_algorithm", &["SSEAlgorithm"]), argument("kms_master_key_id", &["KMSMasterKeyID"])],
    ),
    converted("bucket_key_enabled", &["BucketKeyEnabled"], Boolean),
    argument("blocked_encryption_types", &["BlockedEncryptionTypes", "EncryptionType"]),
];

const VERSIONING: &[Field] =
    &[spread("versioning_configuration", &[argument("status", &["Status"]), argument("mfa_delete", &["MFADelete"])])];
const VERSIONING_INLINE: &[Field] = &[
    converted("enabled", &["Status"], EnabledOrSuspended),
    converted("mfa_delete", &["MFADelete"], EnabledOrDisabled),
];

const LOGGING: &[Field] =
    &[argument("target_bucket", &["DestinationBucketName"]), argument("target_prefix", &["LogFilePrefix"])];

const REPLICATION: &[Field] = &[
    argument("role", &["Role"]),
    each(
        "rule",
        "Rules",
        &[
            argument("id", &["Id"]),
            argument("status", &["Status"]),
            argument("priority", &["Priority"]),
            argument("prefix", &["Prefix"]),
            one(
                "filter",
                "Filter",
                &[
                    argument("prefix", &["Prefix"]),
                    one("tag", "TagFilter", &[argument("key", &["Key"]), argument("value", &["Value"])]),
                    one("and", "And", &[argument("prefix", &["Prefix"]), converted("tags", &["TagFilters"], Tags)]),
                ],
            ),
            one("destination", "Destination", DESTINATION),
            one(
                "source_selection_criteria",
                "SourceSelectionCriteria",
                &[one("sse_kms_encrypted_objects", "SseKmsEncryptedObjects", &[argument("status", &["Status"])])],
            ),
            one("delete_marker_replication", "DeleteMarkerReplication", &[argument("status", &["Status"])]),
        ],
    ),
];
const DESTINATION: &[Field] = &[
    argument("bucket", &["Bucket"]),
    argument("storage_class", &["StorageClass"]),
    argument("account", &["Account"]),
    one("access_control_translation", "AccessControlTranslation", TRANSLATION),
    one("encryption_configuration", "EncryptionConfiguration", &[argument("replica_kms_key_id", &["ReplicaKmsKeyID"])]),
];
const TRANSLATION: &[Field] = &[argument("owner", &["Owner"])];
const REPLICATION_INLINE: &[Field] = &[
    argument("role", &["Role"]),
    each(
        "rules",
        "Rules",
        &[
            argument("id", &["Id"]),
            argument("status", &["Status"]),
            argument("priority", &["Priority"]),
            argument("prefix", &["Prefix"]),
            one(
                "filter",
                "Filter",
                &[argument("prefix", &["Prefix"]), converted("tags", &["And", "TagFilters"], Tags)],
            ),
            one(
                "destination",
                "Destination",
                &[
                    argument("bucket", &["Bucket"]),
                    argument("storage_class", &["StorageClass"]),
                    argument("account_id", &["Account"]),
                    one("access_control_translation", "AccessControlTranslation", TRANSLATION),
                    argument("replica_kms_key_id", &["EncryptionConfiguration", "ReplicaKmsKeyID"]),
                ],
            ),
            one(
                "source_selection_criteria",
                "SourceSelectionCriteria",
                &[one(
                    "sse_kms_encrypted_objects",
                    "SseKmsEncryptedObjects",
                    &[converted("enabled", &["Status"], EnabledOrDisabled)],
                )],
            ),
            argument("delete_marker_replication_status", &["DeleteMarkerReplication", "Status"]),
        ],
    ),
];

const LIFECYCLE: &[Field] = &[each(
    "rule",
    "Rules",
    &[
        argument("id", &["Id"]),
        argument("status", &["Status"]),
        argument("prefix", &["Prefix"]),
        spread(
            "filter",
            &[
                argument("prefix", &["Prefix"]),
                each("tag", "TagFilters", &[argument("key", &["Key"]), argument("value", &["Value"])]),
                spread("and", &[argument("prefix", &["Prefix"]), converted("tags", &["TagFilters"], Tags)]),
            ],
        ),
        spread("expiration", EXPIRATION),
        one(
            "noncurrent_version_expiration",
            "NoncurrentVersionExpiration",
            &[
                argument("noncurrent_days", &["NoncurrentDays"]),
                argument("newer_noncurrent_versions", &["NewerNoncurrentVersions"]),
            ],
        ),
        each("transition", "Transitions", TRANSITION),
        each(
            "noncurrent_version_transition",
            "NoncurrentVersionTransitions",
            &[
                argument("noncurrent_days", &["TransitionInDays"]),
                argument("newer_noncurrent_versions", &["NewerNoncurrentVersions"]),
                argument("storage_class", &["StorageClass"]),
            ],
        ),
        one(
            "abort_incomplete_multipart_upload",
            "AbortIncompleteMultipartUpload",
            &[argument("days_after_initiation", &["DaysAfterInitiation"])],
        ),
    ],
)];
const EXPIRATION: &[Field] = &[
    argument("days", &["ExpirationInDays"]),
    argument("date", &["ExpirationDate"]),
    argument("expired_object_delete_marker", &["ExpiredObjectDeleteMarker"]),
];
const TRANSITION: &[Field] = &[
    argument("days", &["TransitionInDays"]),
    argument("date", &["TransitionDate"]),
    argument("storage_class", &["StorageClass"]),
];
/// A rule of the lifecycle inside the bucket.
pub const LIFECYCLE_INLINE: &[Field] = &[
    argument("id", &["Id"]),
    converted("enabled", &["Status"], EnabledOrDisabled),
    argument("prefix", &["Prefix"]),
    spread("expiration", EXPIRATION),
    one("noncurrent_version_expiration", "NoncurrentVersionExpiration", &[argument("days", &["NoncurrentDays"])]),
    each("transition", "Transitions", TRANSITION),
    each(
        "noncurrent_version_transition",
        "NoncurrentVersionTransitions",
        &[argument("days", &["TransitionInDays"]), argument("storage_class", &["StorageClass"])],
    ),
    argument("abort_incomplete_multipart_upload_days", &["AbortIncompleteMultipartUpload", "DaysAfterInitiation"]),
];

const WEBSITE: &[Field] = &[
    spread("index_document", &[argument("suffix", &["IndexDocument"])]),
    spread("error_document", &[argument("key", &["ErrorDocument"])]),
    one(
        "redirect_all_requests_to",
        "RedirectAllRequestsTo",
        &[argument("host_name", &["HostName"]), argument("protocol", &["Protocol"])],
    ),
    each("routing_rule", "RoutingRules", ROUTING_RULE),
];
const ROUTING_RULE: &[Field] = &[
    one(
        "condition",
        "RoutingRuleCondition",
        &[
            argument("key_prefix_equals", &["KeyPrefixEquals"]),
            argument("http_error_code_returned_equals", &["HttpErrorCodeReturnedEquals"]),
        ],
    ),
    one(
        "redirect",
        "RedirectRule",
        &[
            argument("host_name", &["HostName"]),
            argument("protocol", &["Protocol"]),
            argument("replace_key_with", &["ReplaceKeyWith"]),
            argument("replace_key_prefix_with", &["ReplaceKeyPrefixWith"]),
        ],
    ),
];
const WEBSITE_INLINE: &[Field] = &[
    argument("index_document", &["IndexDocument"]),
    argument("error_document", &["ErrorDocument"]),
    argument("redirect_all_requests_to", &["RedirectAllRequestsTo", "HostName"]),
];

const OBJECT_LOCK: &[Field] = &[
    argument("object_lock_enabled", &["ObjectLockEnabled"]),
    one(
        "rule",
        "Rule",
        &[one(
            "default_retention",
            "DefaultRetention",
            &[argument("mode", &["Mode"]), argument("days", &["Days"]), argument("years", &["Years"])],
        )],
    ),
];

const CORS: &[Field] = &[each("cors_rule", "CorsRules", CORS_RULE)];
const CORS_RULE: &[Field] = &[
    argument("id", &["Id"]),
    argument("allowed_headers", &["AllowedHeaders"]),
    argument("allowed_methods", &["AllowedMethods"]),
    argument("allowed_origins", &["AllowedOrigins"]),
    argument("expose_headers", &["ExposedHeaders"]),
    argument("max_age_seconds", &["MaxAge"]),
];

const ACCELERATE: &[Field] = &[argument("status", &["AccelerationStatus"])];

const ABAC: &[Field] = &[spread("abac_status", &[argument("status", &["AbacStatus"])])];

const NOTIFICATION: &[Field] = &[
    each("topic", "TopicConfigurations", &[argument("topic_arn", &["Topic"]), argument("events", &["Event"])]),
    each("queue", "QueueConfigurations", &[argument("queue_arn", &["Queue"]), argument("events", &["Event"])]),
    each(
        "lambda_function",
        "LambdaConfigurations",
        &[argument("lambda_function_arn", &["Function"]), argument("events", &["Event"])],
    ),
    argument("eventbridge", &["EventBridgeConfiguration", "EventBridgeEnabled"]),
];

const TIERING: &[Field] = &[
    argument("name", &["Id"]),
    argument("status", &["Status"]),
    each("tiering", "Tierings", &[argument("access_tier", &["AccessTier"]), argument("days", &["Days"])]),
    FILTER,
];

const INVENTORY: &[Field] = &[
    argument("name", &["Id"]),
    argument("enabled", &["Enabled"]),
    argument("included_object_versions", &["IncludedObjectVersions"]),
    one("schedule", "Schedule", &[argument("frequency", &["Frequency"])]),
    one(
        "destination",
        "Destination",
        &[spread(
            "bucket",
            &[
                argument("bucket_arn", &["BucketArn"]),
                argument("account_id", &["BucketAccountId"]),
                argument("format", &["Format"]),
            ],
        )],
    ),
];

/// Which objects a configuration is about.
const FILTER: Field = spread(
    "filter",
    &[
        argument("prefix", &["Prefix"]),
        converted("tags", &["TagFilters"], Tags),
        argument("access_point", &["AccessPointArn"]),
    ],
);

const METRIC: &[Field] = &[argument("name", &["Id"]), FILTER];

const ANALYTICS: &[Field] = &[
    argument("name", &["Id"]),
    FILTER,
    one(
        "storage_class_analysis",
        "StorageClassAnalysis",
        &[one(
            "data_export",
            "DataExport",
            &[
                argument("output_schema_version", &["OutputSchemaVersion"]),
                one(
                    "destination",
                    "Destination",
                    &[spread(
                        "s3_bucket_destination",
                        &[
                            argument("bucket_arn", &["BucketArn"]),
                            argument("bucket_account_id", &["BucketAccountId"]),
                            argument("format", &["Format"]),
                            argument("prefix", &["Prefix"]),
                        ],
                    )],
                ),
            ],
        )],
    ),
];

const ACL: &[Field] = &[
    converted("acl", &["AccessControl"], CannedAcl),
    one(
        "access_control_policy",
        "AccessControlPolicy",
        &[each("grant", "Grants", &[one("grantee", "Grantee", GRANTEE), argument("permission", &["Permission"])])],
    ),
];
const GRANTEE: &[Field] = &[
    argument("type", &["Type"]),
    argument("id", &["ID"]),
    argument("uri", &["URI"]),
    argument("email_address", &["EmailAddress"]),
];
/// The grantee of an inline grant.
pub const GRANT: &[Field] = &[argument("type", &["Type"]), argument("id", &["ID"]), argument("uri", &["URI"])];
