//! `AWS::SecretsManager::Secret`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/secretsmanager_secret>

use super::entry::{Kind, Thing, Type};
use super::field::Spelling::{Tags, UnlessEmpty};
use super::field::{Field, PLACED, argument, converted};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::SECRET, KINDS);

const KINDS: &[Kind] = &[Kind {
    links: &[("kms_key_id", Thing::Key)],
    ..Kind::whole("aws_secretsmanager_secret", &["arn", "name"], FIELDS)
}];

const FIELDS: &[Field] = &[
    argument("name", &["Name"]),
    converted("kms_key_id", &["KmsKeyId"], UnlessEmpty),
    argument("description", &["Description"]),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
