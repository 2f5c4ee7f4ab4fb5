//! `AWS::WAFv2::WebACL`, as far as rules count what it holds.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_web_acl>

use super::entry::{Kind, TemplatePart, Thing, Type};
use super::field::Spelling::Tags;
use super::field::{Field, PLACED, argument, converted, each};
use super::types;

pub(super) const TYPE: Type = Type { thing: Some(Thing::WebAcl), parts: PARTS, ..Type::judged(types::WEB_ACL, KINDS) };

const PARTS: &[TemplatePart] =
    &[TemplatePart { name: "AWS::WAFv2::LoggingConfiguration", owner: "ResourceArn", sets: "LoggingConfiguration" }];

const KINDS: &[Kind] = &[
    Kind { has_parts: true, ..Kind::whole("aws_wafv2_web_acl", &["arn", "id"], FIELDS) },
    // CloudFormation has a resource for it.
    Kind::part(
        "aws_wafv2_web_acl_logging_configuration",
        ("resource_arn", Thing::WebAcl),
        "LoggingConfiguration",
        &[argument("log_destination_configs", &["LogDestinationConfigs"])],
    ),
];

const FIELDS: &[Field] = &[
    argument("name", &["Name"]),
    argument("scope", &["Scope"]),
    each("rule", "Rules", &[argument("name", &["Name"]), argument("priority", &["Priority"])]),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
