//! Keys, their replicas, policies, aliases and grants.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key>

use super::convert::{boolean, tags, unless_empty};
use super::shape::{Field, argument, converted, named, one, properties};
use super::{Lowering, required};
use crate::frontends::terraform::declared::{ACCOUNT, Instance};
use crate::model::types;
use crate::value::Value;

const KEY: &[Field] = &[
    converted("policy", &["KeyPolicy"], unless_empty),
    converted("enable_key_rotation", &["EnableKeyRotation"], boolean),
    argument("rotation_period_in_days", &["RotationPeriodInDays"]),
    argument("key_spec", &["KeySpec"]),
    argument("customer_master_key_spec", &["KeySpec"]),
    argument("key_usage", &["KeyUsage"]),
    converted("custom_key_store_id", &["CustomKeyStoreId"], unless_empty),
    converted("xks_key_id", &["XksKeyId"], unless_empty),
    argument("is_enabled", &["Enabled"]),
    argument("multi_region", &["MultiRegion"]),
    argument("deletion_window_in_days", &["PendingWindowInDays"]),
    argument("description", &["Description"]),
    argument("region", &["Region"]),
    argument(ACCOUNT, &["Account"]),
    converted("tags", &["Tags"], tags),
    converted("tags_all", &["Tags"], tags),
];

const ALIAS: &[Field] = &[argument("name", &["AliasName"]), argument("target_key_id", &["TargetKeyId"])];

const REPLICA: &[Field] = &[
    argument("region", &["Region"]),
    argument(ACCOUNT, &["Account"]),
    argument("primary_key_arn", &["PrimaryKeyArn"]),
    converted("policy", &["KeyPolicy"], unless_empty),
    argument("enabled", &["Enabled"]),
    argument("deletion_window_in_days", &["PendingWindowInDays"]),
    argument("description", &["Description"]),
    converted("tags", &["Tags"], tags),
    converted("tags_all", &["Tags"], tags),
];

const GRANT: &[Field] = &[
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

impl Lowering {
    /// A key whose material is imported.
    pub(super) fn external_key(&mut self, it: &dyn Instance) {
        let mut properties = properties(it.block(), KEY);
        if let Some(enabled) = it.block().argument("enabled") {
            properties.insert("Enabled", enabled.key_span, enabled.value);
        }
        properties.insert("Origin", it.header(), Value::string("EXTERNAL", it.header()));
        self.resource(it, types::KEY, properties, named(it, &["id", "arn"]));
    }

    pub(super) fn replica_key(&mut self, it: &dyn Instance) {
        self.resource(it, types::REPLICA_KEY, properties(it.block(), REPLICA), named(it, &["key_id", "arn"]));
    }

    pub(super) fn grant(&mut self, it: &dyn Instance) {
        self.resource(it, types::KEY_GRANT, properties(it.block(), GRANT), Vec::new());
    }

    pub(super) fn key(&mut self, it: &dyn Instance) {
        let properties = properties(it.block(), KEY);
        self.resource(it, types::KEY, properties, named(it, &["key_id", "arn"]));
    }

    pub(super) fn key_policy(&mut self, it: &dyn Instance) {
        self.part(it, || required(it, "policy"));
    }

    pub(super) fn alias(&mut self, it: &dyn Instance) {
        let properties = properties(it.block(), ALIAS);
        self.resource(it, types::KEY_ALIAS, properties, named(it, &["name", "arn"]));
    }
}
