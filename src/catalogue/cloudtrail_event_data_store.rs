//! `AWS::CloudTrail::EventDataStore`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/cloudtrail_event_data_store>

use super::cloudtrail_trail::ADVANCED_EVENT_SELECTOR;
use super::entry::{Kind, Thing, Type};
use super::field::Spelling::{Tags, UnlessEmpty};
use super::field::{Field, PLACED, argument, converted, each, switch};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::EVENT_DATA_STORE, KINDS);

const KINDS: &[Kind] = &[Kind {
    links: &[("kms_key_id", Thing::Key)],
    ..Kind::whole("aws_cloudtrail_event_data_store", &["arn"], FIELDS)
}];

const FIELDS: &[Field] = &[
    argument("name", &["Name"]),
    converted("kms_key_id", &["KmsKeyId"], UnlessEmpty),
    switch("multi_region_enabled", "MultiRegionEnabled", true),
    switch("organization_enabled", "OrganizationEnabled", false),
    argument("retention_period", &["RetentionPeriod"]),
    each("advanced_event_selector", "AdvancedEventSelectors", ADVANCED_EVENT_SELECTOR),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
