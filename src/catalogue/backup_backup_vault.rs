//! `AWS::Backup::BackupVault`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/backup_vault>

use super::entry::{Kind, POLICY, Thing, Type};
use super::field::Spelling::UnlessEmpty;
use super::field::{Field, PLACED, argument, converted};
use super::types;

pub(super) const TYPE: Type = Type {
    thing: Some(Thing::BackupVault),
    named_by: Some("BackupVaultName"),
    ..Type::judged(types::BACKUP_VAULT, KINDS)
};

const KINDS: &[Kind] = &[
    Kind {
        links: &[("kms_key_arn", Thing::Key)],
        has_parts: true,
        ..Kind::whole("aws_backup_vault", &["name", "arn"], FIELDS)
    },
    Kind {
        says: Some("policy"),
        links: &[POLICY],
        ..Kind::part("aws_backup_vault_policy", ("backup_vault_name", Thing::BackupVault), "AccessPolicy", &[])
    },
];

const FIELDS: &[Field] = &[
    argument("name", &["BackupVaultName"]),
    converted("kms_key_arn", &["EncryptionKeyArn"], UnlessEmpty),
    argument("region", &["Region"]),
    PLACED,
];
