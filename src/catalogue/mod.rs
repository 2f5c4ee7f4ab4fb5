//! What is known of AWS's resource types: one file for each says how CloudFormation and Terraform name it, what the
//! arguments of Terraform become in CloudFormation's words, what attributes mean, and which arguments name other
//! resources.
//!
//! A new type is a file, and its two lines here.

mod accessanalyzer_analyzer;
mod account;
mod acm_certificate;
mod athena_work_group;
mod attributes;
mod backup_backup_plan;
mod backup_backup_selection;
mod backup_backup_vault;
mod cloudfront_distribution;
mod cloudtrail_event_data_store;
mod cloudtrail_trail;
mod config_configuration_recorder;
mod config_delivery_channel;
mod data_sources;
mod ec2_flow_log;
mod ec2_vpc;
mod ec2_vpc_endpoint;
mod entry;
mod field;
mod guardduty_detector;
mod guardduty_malware_protection_plan;
mod iam_managed_policy;
mod iam_policy;
mod iam_role;
mod iam_role_policy;
mod kms_alias;
mod kms_grant;
mod kms_key;
mod kms_replica_key;
mod lightsail_bucket;
mod macie_session;
mod organizations_policy;
mod s3_access_grant;
mod s3_access_grants_location;
mod s3_access_point;
mod s3_account_public_access_block;
mod s3_bucket;
mod s3_bucket_policy;
mod s3_directory_bucket;
mod s3_multi_region_access_point;
mod s3_multi_region_access_point_policy;
mod s3_object_lambda_access_point;
mod s3_object_lambda_access_point_policy;
mod secretsmanager_secret;
mod securityhub_hub;
mod table;
pub mod types;
mod wafv2_rule_group;
mod wafv2_web_acl;
mod written;

pub use attributes::{assigned, canonical, each_of, made, made_up, meaning, named_by, owner, passed_on};
pub use data_sources::DOCUMENT;
pub use entry::{Kind, Makes, Meaning, Of, TemplatePart, Thing, Type};
pub use field::{ACCOUNT, Field, Shape, Spelling};
pub use s3_bucket::{GRANT, LIFECYCLE_INLINE};

pub use table::{
    PartOf, has_parts, is_judged, is_known, is_ordered, judged_type, kind, lowered_type, part_of, template_part,
    type_named, type_of,
};
pub use written::{CANNED_ACLS, Written, written};

/// Every type. Of those that one thing may be, the first is what parts are set on.
pub static TYPES: &[&Type] = &[
    &accessanalyzer_analyzer::TYPE,
    &account::TYPE,
    &acm_certificate::TYPE,
    &athena_work_group::TYPE,
    &backup_backup_plan::TYPE,
    &backup_backup_selection::TYPE,
    &backup_backup_vault::TYPE,
    &cloudfront_distribution::TYPE,
    &cloudtrail_event_data_store::TYPE,
    &cloudtrail_trail::TYPE,
    &config_configuration_recorder::TYPE,
    &config_delivery_channel::TYPE,
    &ec2_flow_log::TYPE,
    &ec2_vpc::TYPE,
    &ec2_vpc_endpoint::TYPE,
    &guardduty_detector::TYPE,
    &guardduty_malware_protection_plan::TYPE,
    &iam_managed_policy::TYPE,
    &iam_policy::TYPE,
    &iam_role::TYPE,
    &iam_role_policy::TYPE,
    &kms_key::TYPE,
    &kms_alias::TYPE,
    &kms_grant::TYPE,
    &kms_replica_key::TYPE,
    &lightsail_bucket::TYPE,
    &macie_session::TYPE,
    &organizations_policy::TYPE,
    &s3_access_grant::TYPE,
    &s3_access_grants_location::TYPE,
    &s3_access_point::TYPE,
    &s3_account_public_access_block::TYPE,
    &s3_bucket::TYPE,
    &s3_bucket_policy::TYPE,
    &s3_directory_bucket::TYPE,
    &s3_multi_region_access_point::TYPE,
    &s3_multi_region_access_point_policy::TYPE,
    &s3_object_lambda_access_point::TYPE,
    &s3_object_lambda_access_point_policy::TYPE,
    &secretsmanager_secret::TYPE,
    &securityhub_hub::TYPE,
    &wafv2_rule_group::TYPE,
    &wafv2_web_acl::TYPE,
];
