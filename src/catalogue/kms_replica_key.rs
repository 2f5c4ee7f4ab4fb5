//! `AWS::KMS::ReplicaKey`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_replica_key>

use super::entry::{Kind, Meaning, Of, POLICY, Thing, Type};
use super::field::Spelling::{Tags, UnlessEmpty};
use super::field::{Field, PLACED, argument, converted};
use super::types;
use crate::iam::Service;

/// It is judged as a key.
pub(super) const TYPE: Type = Type {
    thing: Some(Thing::Key),
    policy: Some(("KeyPolicy", Service::Kms)),
    ..Type::linked(types::REPLICA_KEY, KINDS)
};

const KINDS: &[Kind] = &[kind("aws_kms_replica_key"), kind("aws_kms_replica_external_key")];

const fn kind(name: &'static str) -> Kind {
    Kind {
        links: &[POLICY, ("primary_key_arn", Thing::Key)],
        attributes: &[(Of::Resource, "id", Meaning::Attribute("key_id"))],
        ..Kind::whole(name, &["key_id", "arn"], FIELDS)
    }
}

const FIELDS: &[Field] = &[
    argument("region", &["Region"]),
    PLACED,
    argument("primary_key_arn", &["PrimaryKeyArn"]),
    converted("policy", &["KeyPolicy"], UnlessEmpty),
    argument("enabled", &["Enabled"]),
    argument("deletion_window_in_days", &["PendingWindowInDays"]),
    argument("description", &["Description"]),
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
