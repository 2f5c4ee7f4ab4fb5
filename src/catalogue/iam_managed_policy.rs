//! `AWS::IAM::ManagedPolicy`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/iam_policy>

use super::entry::{Kind, Meaning, Of, POLICY, Thing, Type};
use super::field::{Field, argument};
use super::types;
use crate::value::Constant;

pub(super) const TYPE: Type = Type { thing: Some(Thing::ManagedPolicy), ..Type::judged(types::MANAGED_POLICY, KINDS) };

const KINDS: &[Kind] = &[Kind {
    links: &[POLICY],
    attributes: &[(Of::Both, "id", Meaning::Attribute("arn"))],
    assigned: &[("name", Constant::Id)],
    ..Kind::whole("aws_iam_policy", &["name", "arn"], FIELDS)
}];

const FIELDS: &[Field] =
    &[argument("name", &["ManagedPolicyName"]), argument("path", &["Path"]), argument("policy", &["PolicyDocument"])];
