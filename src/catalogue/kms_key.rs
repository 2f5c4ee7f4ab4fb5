//! `AWS::KMS::Key`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key>

use super::entry::{Kind, Meaning, Of, POLICY, Thing, Type};
use super::field::Spelling::{Boolean, Tags, UnlessEmpty};
use super::field::{Field, PLACED, argument, converted};
use super::types;
use crate::iam::Service;

pub(super) const TYPE: Type =
    Type { thing: Some(Thing::Key), policy: Some(("KeyPolicy", Service::Kms)), ..Type::judged(types::KEY, KINDS) };

const KINDS: &[Kind] = &[
    Kind {
        links: &[POLICY],
        attributes: &[(Of::Resource, "id", Meaning::Attribute("key_id"))],
        has_parts: true,
        ..Kind::whole("aws_kms_key", &["key_id", "arn"], FIELDS)
    },
    // A key whose material is imported.
    Kind { links: &[POLICY], ..Kind::whole("aws_kms_external_key", &["id", "arn"], FIELDS) },
    Kind {
        says: Some("policy"),
        links: &[POLICY],
        ..Kind::part("aws_kms_key_policy", ("key_id", Thing::Key), "KeyPolicy", &[])
    },
];

const FIELDS: &[Field] = &[
    converted("policy", &["KeyPolicy"], UnlessEmpty),
    converted("enable_key_rotation", &["EnableKeyRotation"], Boolean),
    argument("rotation_period_in_days", &["RotationPeriodInDays"]),
    argument("key_spec", &["KeySpec"]),
    argument("customer_master_key_spec", &["KeySpec"]),
    argument("key_usage", &["KeyUsage"]),
    converted("custom_key_store_id", &["CustomKeyStoreId"], UnlessEmpty),
    converted("xks_key_id", &["XksKeyId"], UnlessEmpty),
    argument("is_enabled", &["Enabled"]),
    argument("enabled", &["Enabled"]),
    argument("multi_region", &["MultiRegion"]),
    argument("deletion_window_in_days", &["PendingWindowInDays"]),
    converted("bypass_policy_lockout_safety_check", &["BypassPolicyLockoutSafetyCheck"], Boolean),
    argument("description", &["Description"]),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
