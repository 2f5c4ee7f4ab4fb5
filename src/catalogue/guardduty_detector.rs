//! `AWS::GuardDuty::Detector`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/guardduty_detector>

use super::entry::{Kind, Thing, Type};
use super::field::Spelling::Boolean;
use super::field::{Field, PLACED, argument, converted, each, one, switch};
use super::types;

pub(super) const TYPE: Type = Type { thing: Some(Thing::Detector), ..Type::judged(types::DETECTOR, KINDS) };

const KINDS: &[Kind] = &[
    Kind { has_parts: true, ..Kind::whole("aws_guardduty_detector", &["id", "arn"], FIELDS) },
    Kind::item("aws_guardduty_detector_feature", ("detector_id", Thing::Detector), "Features", FEATURE),
];

const FIELDS: &[Field] = &[
    switch("enable", "Enable", true),
    argument("finding_publishing_frequency", &["FindingPublishingFrequency"]),
    one("datasources", "DataSources", &[one("s3_logs", "S3Logs", &[converted("enable", &["Enable"], Boolean)])]),
    argument("region", &["Region"]),
    PLACED,
];

const FEATURE: &[Field] = &[
    argument("name", &["Name"]),
    argument("status", &["Status"]),
    each(
        "additional_configuration",
        "AdditionalConfiguration",
        &[argument("name", &["Name"]), argument("status", &["Status"])],
    ),
];
