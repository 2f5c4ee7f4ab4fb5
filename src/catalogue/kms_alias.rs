//! `AWS::KMS::Alias`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_alias>

use super::entry::{Kind, Meaning, Of, Thing, Type};
use super::field::{Field, argument};
use super::types;
use crate::value::Constant;

/// It stands where a key is expected.
pub(super) const TYPE: Type =
    Type { thing: Some(Thing::Key), named_by: Some("AliasName"), ..Type::linked(types::KEY_ALIAS, KINDS) };

const KINDS: &[Kind] = &[Kind {
    links: &[("target_key_id", Thing::Key)],
    attributes: &[
        (Of::Data, "id", Meaning::Attribute("arn")),
        (Of::Resource, "id", Meaning::Attribute("name")),
        (Of::Resource, "target_key_arn", Meaning::ArnOfKey("target_key_id")),
    ],
    assigned: &[("name", Constant::Id)],
    ..Kind::whole("aws_kms_alias", &["name", "arn"], FIELDS)
}];

const FIELDS: &[Field] = &[argument("name", &["AliasName"]), argument("target_key_id", &["TargetKeyId"])];
