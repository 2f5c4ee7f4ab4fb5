//! `aws_kms_key`, `aws_kms_key_policy`, `aws_kms_alias`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key>

use super::convert::{tags, unless_empty};
use super::shape::{Field, argument, converted, properties};
use super::{Lowering, required};
use crate::frontends::terraform::declared::Instance;
use crate::model::types;
use crate::value::Text;

const KEY: &[Field] = &[
    converted("policy", &["KeyPolicy"], unless_empty),
    argument("enable_key_rotation", &["EnableKeyRotation"]),
    argument("rotation_period_in_days", &["RotationPeriodInDays"]),
    argument("key_spec", &["KeySpec"]),
    argument("customer_master_key_spec", &["KeySpec"]),
    argument("key_usage", &["KeyUsage"]),
    argument("is_enabled", &["Enabled"]),
    argument("multi_region", &["MultiRegion"]),
    argument("deletion_window_in_days", &["PendingWindowInDays"]),
    argument("description", &["Description"]),
    converted("tags", &["Tags"], tags),
];

const ALIAS: &[Field] = &[argument("name", &["AliasName"]), argument("target_key_id", &["TargetKeyId"])];

impl Lowering {
    pub(super) fn key(&mut self, it: &dyn Instance) {
        let properties = properties(it.block(), KEY);
        self.resource(it, types::KEY, properties, names(it, &["key_id", "arn"]));
    }

    pub(super) fn key_policy(&mut self, it: &dyn Instance) {
        let (key, policy) = (required(it, "key_id"), required(it, "policy"));
        self.attachment(it, types::KEY, key, "KeyPolicy", policy);
    }

    pub(super) fn alias(&mut self, it: &dyn Instance) {
        let properties = properties(it.block(), ALIAS);
        self.resource(it, types::KEY_ALIAS, properties, names(it, &["name", "arn"]));
    }
}

/// The texts of attributes by which others may mean the resource.
fn names(it: &dyn Instance, attributes: &[&str]) -> Vec<Text> {
    attributes.iter().filter_map(|name| it.attribute(name).to_text()).collect()
}
