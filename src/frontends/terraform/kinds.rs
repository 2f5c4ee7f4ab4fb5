//! Which types of resources become a resource of the model.

use crate::model::types;

/// The type of the model's resource that a type becomes by itself.
pub(super) fn lowered_type(kind: &str) -> Option<&'static str> {
    Some(match kind {
        "aws_s3_bucket" => types::BUCKET,
        "aws_s3_bucket_policy" => types::BUCKET_POLICY,
        "aws_s3_account_public_access_block" => types::ACCOUNT_PUBLIC_ACCESS_BLOCK,
        "aws_s3_access_point" => types::ACCESS_POINT,
        "aws_s3control_multi_region_access_point" => types::MULTI_REGION_ACCESS_POINT,
        "aws_s3control_multi_region_access_point_policy" => types::MULTI_REGION_ACCESS_POINT_POLICY,
        "aws_s3control_object_lambda_access_point" => types::OBJECT_LAMBDA_ACCESS_POINT,
        "aws_s3control_object_lambda_access_point_policy" => types::OBJECT_LAMBDA_ACCESS_POINT_POLICY,
        "aws_s3_directory_bucket" => types::DIRECTORY_BUCKET,
        "aws_kms_key" | "aws_kms_external_key" => types::KEY,
        "aws_kms_replica_key" | "aws_kms_replica_external_key" => types::REPLICA_KEY,
        "aws_kms_alias" => types::KEY_ALIAS,
        "aws_kms_grant" => types::KEY_GRANT,
        "aws_iam_role" => types::ROLE,
        "aws_iam_policy" => types::MANAGED_POLICY,
        "aws_organizations_policy" => types::ORGANIZATION_POLICY,
        _ => return None,
    })
}

/// Whether a type becomes a resource of the model by itself.
pub(super) fn is_lowered(kind: &str) -> bool {
    lowered_type(kind).is_some()
}
