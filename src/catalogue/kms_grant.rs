//! A grant of a key, for which CloudFormation has no type.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_grant>

use super::entry::{Kind, Thing, Type};
use super::field::{Field, argument, one};
use super::types;

pub(super) const TYPE: Type = Type::linked(types::KEY_GRANT, KINDS);

const KINDS: &[Kind] = &[Kind {
    links: &[("key_id", Thing::Key), ("grantee_principal", Thing::Role), ("retiring_principal", Thing::Role)],
    ..Kind::whole("aws_kms_grant", &[], FIELDS)
}];

const FIELDS: &[Field] = &[
    argument("name", &["Name"]),
    argument("key_id", &["KeyId"]),
    argument("grantee_principal", &["GranteePrincipal"]),
    argument("retiring_principal", &["RetiringPrincipal"]),
    argument("operations", &["Operations"]),
    one(
        "constraints",
        "Constraints",
        &[
            argument("encryption_context_equals", &["EncryptionContextEquals"]),
            argument("encryption_context_subset", &["EncryptionContextSubset"]),
        ],
    ),
];
