//! `AWS::Organizations::Policy`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/organizations_policy>

use super::entry::{Kind, Thing, Type};
use super::field::{Field, argument};
use super::types;

pub(super) const TYPE: Type =
    Type { thing: Some(Thing::OrganizationPolicy), ..Type::judged(types::ORGANIZATION_POLICY, KINDS) };

const KINDS: &[Kind] = &[
    Kind::whole("aws_organizations_policy", &["id", "arn"], FIELDS),
    Kind {
        says: Some("target_id"),
        ..Kind::item("aws_organizations_policy_attachment", ("policy_id", Thing::OrganizationPolicy), "TargetIds", &[])
    },
];

const FIELDS: &[Field] = &[argument("name", &["Name"]), argument("type", &["Type"]), argument("content", &["Content"])];
