//! The resources that set one part of a bucket each, since version 4 of the provider, and the blocks of the same
//! meaning inside `aws_s3_bucket`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/guides/version-4-upgrade>

use super::convert::{boolean, canned_acl, enabled_or_disabled, enabled_or_suspended, tags};
use super::shape::{Field, argument, converted, each, one, properties, spread};
use super::{Lowering, required};
use crate::frontends::terraform::declared::Instance;
use crate::frontends::terraform::evaluate::{each_answer, each_branch};
use crate::model::types;
use crate::source::Span;
use crate::value::{Kind, Map, Value};

/// A resource that sets a part of a bucket.
pub(super) struct Part {
    pub(super) property: &'static str,
    fields: &'static [Field],
}

/// The part that a type of resource sets.
pub(super) fn part(kind: &str) -> Option<Part> {
    let (property, fields): (_, &[Field]) = match kind {
        "aws_s3_bucket_public_access_block" => ("PublicAccessBlockConfiguration", ACCESS_BLOCK),
        "aws_s3_bucket_ownership_controls" => ("OwnershipControls", OWNERSHIP),
        "aws_s3_bucket_server_side_encryption_configuration" => ("BucketEncryption", ENCRYPTION),
        "aws_s3_bucket_versioning" => ("VersioningConfiguration", VERSIONING),
        "aws_s3_bucket_logging" => ("LoggingConfiguration", LOGGING),
        "aws_s3_bucket_replication_configuration" => ("ReplicationConfiguration", REPLICATION),
        "aws_s3_bucket_lifecycle_configuration" => ("LifecycleConfiguration", LIFECYCLE),
        "aws_s3_bucket_website_configuration" => ("WebsiteConfiguration", WEBSITE),
        "aws_s3_bucket_object_lock_configuration" => ("ObjectLockConfiguration", OBJECT_LOCK),
        "aws_s3_bucket_acl" => ("AccessControl", ACL),
        "aws_s3_bucket_cors_configuration" => ("CorsConfiguration", CORS),
        "aws_s3_bucket_accelerate_configuration" => ("AccelerateConfiguration", ACCELERATE),
        "aws_s3_bucket_abac" => ("AbacStatus", ABAC),
        "aws_s3_bucket_request_payment_configuration" => ("RequestPayer", PAYER),
        "aws_s3_bucket_notification" => ("NotificationConfiguration", NOTIFICATION),
        "aws_s3_bucket_intelligent_tiering_configuration" => ("IntelligentTieringConfigurations", TIERING),
        "aws_s3_bucket_inventory" => ("InventoryConfigurations", INVENTORY),
        "aws_s3_bucket_metric" => ("MetricsConfigurations", METRIC),
        "aws_s3_bucket_analytics_configuration" => ("AnalyticsConfigurations", ANALYTICS),
        _ => return None,
    };
    Some(Part { property, fields })
}

pub(super) const ACCESS_BLOCK: &[Field] = &[
    converted("block_public_acls", &["BlockPublicAcls"], boolean),
    converted("block_public_policy", &["BlockPublicPolicy"], boolean),
    converted("ignore_public_acls", &["IgnorePublicAcls"], boolean),
    converted("restrict_public_buckets", &["RestrictPublicBuckets"], boolean),
];

/// The settings of an access block, each of which the provider turns off where it is not set.
const SWITCHES: [&str; 4] = ["BlockPublicAcls", "BlockPublicPolicy", "IgnorePublicAcls", "RestrictPublicBuckets"];

const OWNERSHIP: &[Field] = &[each("rule", "Rules", &[argument("object_ownership", &["ObjectOwnership"])])];

const ENCRYPTION: &[Field] = &[each("rule", "ServerSideEncryptionConfiguration", ENCRYPTION_RULE)];
pub(super) const INLINE_ENCRYPTION: &[Field] = ENCRYPTION;
const ENCRYPTION_RULE: &[Field] = &[
    one(
        "apply_server_side_encryption_by_default",
        "ServerSideEncryptionByDefault",
        &[argument("sse_algorithm", &["SSEAlgorithm"]), argument("kms_master_key_id", &["KMSMasterKeyID"])],
    ),
    converted("bucket_key_enabled", &["BucketKeyEnabled"], boolean),
];

const VERSIONING: &[Field] =
    &[spread("versioning_configuration", &[argument("status", &["Status"]), argument("mfa_delete", &["MFADelete"])])];
pub(super) const VERSIONING_INLINE: &[Field] = &[
    converted("enabled", &["Status"], enabled_or_suspended),
    converted("mfa_delete", &["MFADelete"], enabled_or_disabled),
];

pub(super) const LOGGING: &[Field] =
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
                    one("and", "And", &[argument("prefix", &["Prefix"]), converted("tags", &["TagFilters"], tags)]),
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
pub(super) const REPLICATION_INLINE: &[Field] = &[
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
                &[argument("prefix", &["Prefix"]), converted("tags", &["And", "TagFilters"], tags)],
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
                    &[converted("enabled", &["Status"], enabled_or_disabled)],
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
        spread("filter", &[argument("prefix", &["Prefix"])]),
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
pub(super) const LIFECYCLE_INLINE: &[Field] = &[
    argument("id", &["Id"]),
    converted("enabled", &["Status"], enabled_or_disabled),
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
];
pub(super) const WEBSITE_INLINE: &[Field] = &[
    argument("index_document", &["IndexDocument"]),
    argument("error_document", &["ErrorDocument"]),
    argument("redirect_all_requests_to", &["RedirectAllRequestsTo", "HostName"]),
];

pub(super) const OBJECT_LOCK: &[Field] = &[
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
pub(super) const CORS_RULE: &[Field] = &[
    argument("id", &["Id"]),
    argument("allowed_headers", &["AllowedHeaders"]),
    argument("allowed_methods", &["AllowedMethods"]),
    argument("allowed_origins", &["AllowedOrigins"]),
    argument("expose_headers", &["ExposedHeaders"]),
    argument("max_age_seconds", &["MaxAge"]),
];

const ACCELERATE: &[Field] = &[argument("status", &["AccelerationStatus"])];

const ABAC: &[Field] = &[spread("abac_status", &[argument("status", &["AbacStatus"])])];

const PAYER: &[Field] = &[argument("payer", &["RequestPayer"])];

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

/// What holds for objects that a filter picks.
/// Which objects a configuration is about.
const FILTER: Field = spread(
    "filter",
    &[
        argument("prefix", &["Prefix"]),
        converted("tags", &["TagFilters"], tags),
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
    converted("acl", &["AccessControl"], canned_acl),
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
pub(super) const GRANT: &[Field] = &[argument("type", &["Type"]), argument("id", &["ID"]), argument("uri", &["URI"])];

impl Lowering {
    /// A resource that sets a part of a bucket.
    pub(super) fn bucket_part(&mut self, it: &dyn Instance) {
        let Some(Part { property, fields }) = part(it.kind()) else { return };
        if property != "AccessControl" {
            return self.part(it, || part_value(it, property, fields));
        }
        let bucket = required(it, "bucket");
        for (name, entry) in properties(it.block(), fields).iter() {
            self.attachment(it, types::BUCKET, bucket.clone(), name, entry.value.clone());
        }
    }
}

/// The value of the property that a part sets.
fn part_value(it: &dyn Instance, property: &str, fields: &[Field]) -> Value {
    let mut properties = properties(it.block(), fields);
    match property {
        "RequestPayer" => {
            return properties.remove(property).map_or_else(|| required(it, "payer"), |entry| entry.value);
        }
        "PublicAccessBlockConfiguration" => switched_off(&mut properties, it.header()),
        "InventoryConfigurations" => schedule(&mut properties),
        "LoggingConfiguration" => return delivered(&Value::map(properties, it.header())),
        _ => {}
    }
    let value = Value::map(properties, it.header());
    // A bucket may have several of these.
    let is_one_of_several = property.ends_with("Configurations");
    if is_one_of_several { Value::list(vec![value], it.header()) } else { value }
}

/// A logging configuration; none where it names no bucket, which the provider refuses.
pub(super) fn delivered(logging: &Value) -> Value {
    const TARGET: &str = "DestinationBucketName";
    each_branch(logging, &|logging| {
        let Some(map) = logging.as_map() else { return logging.clone() };
        let to = |target: &Value| {
            if target.is_null() || target.as_str() == Some("") {
                return Value::null(target.span());
            }
            let mut map = map.clone();
            map.insert(TARGET, target.span(), target.clone());
            Value { kind: Kind::Map(map), origin: logging.origin.clone() }
        };
        match map.get(TARGET) {
            Some(target) => each_answer(target, &to),
            None if map.rest.is_some() => logging.clone(),
            None => Value::null(logging.span()),
        }
    })
}

/// `Schedule: {Frequency}` is one property in CloudFormation.
fn schedule(properties: &mut Map) {
    if let Some(frequency) = properties.remove("Schedule").and_then(|entry| entry.value.get("Frequency").cloned()) {
        properties.insert("ScheduleFrequency", frequency.span(), frequency);
    }
}

/// Sets the settings of an access block that are not set to what the provider sets them to.
pub(super) fn switched_off(properties: &mut Map, header: Span) {
    for name in SWITCHES {
        if properties.get(name).is_none() {
            properties.insert(name, header, Value::bool(false, header));
        }
    }
}
