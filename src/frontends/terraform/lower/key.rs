//! `aws_kms_key`, `aws_kms_key_policy`, `aws_kms_alias`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key>

use super::convert::{tags, unless_empty};
use super::shape::{Field, argument, converted};
use super::{Input, Lowering};
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

impl Lowering<'_, '_> {
    pub(super) fn key(&mut self, input: &Input<'_, '_>) {
        let properties = self.evaluator.properties(&input.block, KEY);
        self.resource(input, types::KEY, properties, self.names(input, &["key_id", "arn"]));
    }

    pub(super) fn key_policy(&mut self, input: &Input<'_, '_>) {
        let (key, policy) = (self.required(input, "key_id"), self.required(input, "policy"));
        self.attachment(input, types::KEY, key, "KeyPolicy", policy);
    }

    pub(super) fn alias(&mut self, input: &Input<'_, '_>) {
        let properties = self.evaluator.properties(&input.block, ALIAS);
        self.resource(input, types::KEY_ALIAS, properties, self.names(input, &["name", "arn"]));
    }

    /// The texts of attributes by which others may mean the resource.
    fn names(&self, input: &Input<'_, '_>, attributes: &[&str]) -> Vec<Text> {
        let header = input.it.header();
        let value = |name: &&str| self.evaluator.attribute(input.it, input.instance, name, header).to_text();
        attributes.iter().filter_map(value).collect()
    }
}
