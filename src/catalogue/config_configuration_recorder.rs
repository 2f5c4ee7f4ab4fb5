//! `AWS::Config::ConfigurationRecorder`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/config_configuration_recorder>

use super::entry::{Kind, Thing, Type};
use super::field::{Field, PLACED, argument, one, switch};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::CONFIGURATION_RECORDER, KINDS);

const KINDS: &[Kind] = &[Kind {
    links: &[("role_arn", Thing::Role)],
    ..Kind::whole("aws_config_configuration_recorder", &["name"], FIELDS)
}];

const FIELDS: &[Field] = &[
    argument("name", &["Name"]),
    argument("role_arn", &["RoleARN"]),
    one(
        "recording_group",
        "RecordingGroup",
        &[
            switch("all_supported", "AllSupported", true),
            switch("include_global_resource_types", "IncludeGlobalResourceTypes", false),
            argument("resource_types", &["ResourceTypes"]),
            one(
                "exclusion_by_resource_types",
                "ExclusionByResourceTypes",
                &[argument("resource_types", &["ResourceTypes"])],
            ),
            one("recording_strategy", "RecordingStrategy", &[argument("use_only", &["UseOnly"])]),
        ],
    ),
    argument("region", &["Region"]),
    PLACED,
];
