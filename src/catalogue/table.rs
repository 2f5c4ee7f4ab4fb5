//! The table of types, and what is looked up in it.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::data_sources::{self, DOCUMENT};
use super::entry::{Kind, Makes, Thing, Type};
use super::types;
use super::{
    accessanalyzer_analyzer, account, acm_certificate, backup_backup_plan, backup_backup_vault,
    cloudfront_distribution, cloudtrail_event_data_store, cloudtrail_trail, config_configuration_recorder,
    config_delivery_channel, ec2_vpc_endpoint, guardduty_detector, guardduty_malware_protection_plan,
    iam_managed_policy, iam_policy, iam_role, iam_role_policy, kms_alias, kms_grant, kms_key, kms_replica_key,
    macie_session, organizations_policy, s3_access_point, s3_account_public_access_block, s3_bucket, s3_bucket_policy,
    s3_directory_bucket, s3_multi_region_access_point, s3_multi_region_access_point_policy,
    s3_object_lambda_access_point, s3_object_lambda_access_point_policy, secretsmanager_secret, securityhub_hub,
    wafv2_web_acl,
};

/// Every type. Of those that one thing may be, the first is what parts are set on.
pub const TYPES: [&Type; 35] = [
    &account::TYPE,
    &accessanalyzer_analyzer::TYPE,
    &acm_certificate::TYPE,
    &backup_backup_plan::TYPE,
    &backup_backup_vault::TYPE,
    &cloudfront_distribution::TYPE,
    &cloudtrail_event_data_store::TYPE,
    &cloudtrail_trail::TYPE,
    &config_configuration_recorder::TYPE,
    &config_delivery_channel::TYPE,
    &ec2_vpc_endpoint::TYPE,
    &guardduty_detector::TYPE,
    &guardduty_malware_protection_plan::TYPE,
    &macie_session::TYPE,
    &secretsmanager_secret::TYPE,
    &securityhub_hub::TYPE,
    &wafv2_web_acl::TYPE,
    &iam_managed_policy::TYPE,
    &iam_policy::TYPE,
    &iam_role::TYPE,
    &iam_role_policy::TYPE,
    &kms_key::TYPE,
    &kms_alias::TYPE,
    &kms_grant::TYPE,
    &kms_replica_key::TYPE,
    &organizations_policy::TYPE,
    &s3_access_point::TYPE,
    &s3_account_public_access_block::TYPE,
    &s3_bucket::TYPE,
    &s3_bucket_policy::TYPE,
    &s3_directory_bucket::TYPE,
    &s3_multi_region_access_point::TYPE,
    &s3_multi_region_access_point_policy::TYPE,
    &s3_object_lambda_access_point::TYPE,
    &s3_object_lambda_access_point_policy::TYPE,
];

/// The entry of a type by CloudFormation's name.
pub fn type_named(name: &str) -> Option<&'static Type> {
    static TABLE: OnceLock<HashMap<&str, &Type>> = OnceLock::new();
    TABLE.get_or_init(|| TYPES.iter().map(|of| (of.name, *of)).collect()).get(name).copied()
}

/// What is known of a type of Terraform.
pub fn kind(name: &str) -> Option<&'static Kind> {
    kinds().get(name).map(|(kind, _)| *kind)
}

/// The type that resources of a type of Terraform are of, or set parts of.
pub fn type_of(kind: &str) -> Option<&'static Type> {
    kinds().get(kind).and_then(|(_, of)| *of)
}

type Kinds = HashMap<&'static str, (&'static Kind, Option<&'static Type>)>;

fn kinds() -> &'static Kinds {
    static TABLE: OnceLock<Kinds> = OnceLock::new();
    TABLE.get_or_init(|| {
        let of_types = TYPES.iter().flat_map(|of| of.kinds.iter().map(|kind| (kind.name, (kind, Some(*of)))));
        of_types.chain(data_sources::KINDS.iter().map(|kind| (kind.name, (kind, None)))).collect()
    })
}

/// The type of the model's resource that a type of Terraform becomes by itself.
pub fn lowered_type(name: &str) -> Option<&'static str> {
    let (kind, of) = kinds().get(name)?;
    matches!(kind.makes, Makes::Resource(_)).then_some((*of)?.name)
}

/// The type that rules and questions know a type by: a replica of a key is a key.
pub fn judged_type(type_name: &str) -> &str {
    if type_name == types::REPLICA_KEY { types::KEY } else { type_name }
}

/// Whether there may be rules for a type.
pub fn is_judged(type_name: &str) -> bool {
    type_named(judged_type(type_name)).is_some_and(|of| of.is_judged)
}

/// What a type of Terraform sets a part of, where it does not become a resource by itself.
#[derive(Clone, Copy, Debug)]
pub struct PartOf {
    /// The argument that names the owner.
    pub argument: &'static str,
    /// The owner's type.
    pub owner: &'static str,
    /// The property of the owner that it sets.
    pub property: &'static str,
    /// Whether it is one of several items of the property.
    pub is_item: bool,
    /// The argument that is all of what it sets.
    pub says: Option<&'static str>,
}

/// What a type of Terraform sets a part of, where it does not become a resource by itself.
pub fn part_of(name: &str) -> Option<PartOf> {
    let kind = kind(name)?;
    let (property, is_item) = match kind.makes {
        Makes::Part(property) => (property, false),
        Makes::Item(property) => (property, true),
        Makes::Resource(_) | Makes::Nothing => return None,
    };
    let (argument, thing) = kind.owner?;
    Some(PartOf { argument, owner: thing.resource_type()?, property, is_item, says: kind.says })
}

/// Whether a type of Terraform becomes a resource of the model or a part of one.
pub fn is_known(name: &str) -> bool {
    kind(name).is_some_and(|kind| !matches!(kind.makes, Makes::Nothing))
}

/// Whether it matters what comes before resources of a type of Terraform in a deployment.
pub fn is_ordered(name: &str) -> bool {
    kind(name).is_some_and(|kind| kind.is_ordered)
}

/// Whether others are parts of resources of a type of Terraform.
pub fn has_parts(name: &str) -> bool {
    kind(name).is_some_and(|kind| kind.has_parts)
}

impl Thing {
    /// Whether a resource or data source is such a thing, or stands for one.
    pub fn is(self, kind: &str, is_data: bool) -> bool {
        if self == Thing::Document {
            return is_data && kind == DOCUMENT;
        }
        let is_it = || type_of(kind).is_some_and(|of| of.thing == Some(self)) && lowered_type(kind).is_some();
        !is_data && is_it()
    }

    /// The type of the model's resource that it is; `None` where the model has none.
    pub fn resource_type(self) -> Option<&'static str> {
        TYPES.iter().find(|of| of.thing == Some(self)).map(|of| of.name)
    }
}
