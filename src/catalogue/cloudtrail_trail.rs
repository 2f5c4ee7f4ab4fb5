//! `AWS::CloudTrail::Trail`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail>

use super::entry::{Kind, Thing, Type};
use super::field::Spelling::{Tags, UnlessEmpty};
use super::field::{Field, PLACED, argument, converted, each, switch, word};
use super::types;

pub(super) const TYPE: Type = Type { named_by: Some("TrailName"), ..Type::judged(types::TRAIL, KINDS) };

const KINDS: &[Kind] = &[Kind {
    links: &[("s3_bucket_name", Thing::Bucket), ("kms_key_id", Thing::Key), ("cloud_watch_logs_role_arn", Thing::Role)],
    ..Kind::whole("aws_cloudtrail", &["name", "arn"], FIELDS)
}];

const FIELDS: &[Field] = &[
    argument("name", &["TrailName"]),
    argument("s3_bucket_name", &["S3BucketName"]),
    converted("s3_key_prefix", &["S3KeyPrefix"], UnlessEmpty),
    converted("cloud_watch_logs_group_arn", &["CloudWatchLogsLogGroupArn"], UnlessEmpty),
    converted("cloud_watch_logs_role_arn", &["CloudWatchLogsRoleArn"], UnlessEmpty),
    switch("enable_log_file_validation", "EnableLogFileValidation", false),
    switch("enable_logging", "IsLogging", true),
    switch("include_global_service_events", "IncludeGlobalServiceEvents", true),
    switch("is_multi_region_trail", "IsMultiRegionTrail", false),
    switch("is_organization_trail", "IsOrganizationTrail", false),
    converted("kms_key_id", &["KMSKeyId"], UnlessEmpty),
    converted("sns_topic_name", &["SnsTopicName"], UnlessEmpty),
    each("event_selector", "EventSelectors", EVENT_SELECTOR),
    each("advanced_event_selector", "AdvancedEventSelectors", ADVANCED_EVENT_SELECTOR),
    each("insight_selector", "InsightSelectors", &[argument("insight_type", &["InsightType"])]),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];

const EVENT_SELECTOR: &[Field] = &[
    word("read_write_type", "ReadWriteType", "All"),
    switch("include_management_events", "IncludeManagementEvents", true),
    argument("exclude_management_event_sources", &["ExcludeManagementEventSources"]),
    each("data_resource", "DataResources", &[argument("type", &["Type"]), argument("values", &["Values"])]),
];

/// Of trails and of event data stores.
pub(super) const ADVANCED_EVENT_SELECTOR: &[Field] = &[
    argument("name", &["Name"]),
    each(
        "field_selector",
        "FieldSelectors",
        &[
            argument("field", &["Field"]),
            argument("equals", &["Equals"]),
            argument("not_equals", &["NotEquals"]),
            argument("starts_with", &["StartsWith"]),
            argument("not_starts_with", &["NotStartsWith"]),
            argument("ends_with", &["EndsWith"]),
            argument("not_ends_with", &["NotEndsWith"]),
        ],
    ),
];
