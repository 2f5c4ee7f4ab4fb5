//! What the types set that do not become a resource of the model by themselves.

use super::bucket_parts;
use crate::frontends::terraform::links::owner;

/// What a type sets a part of, where it does not become a resource by itself.
pub(super) struct PartOf {
    /// The argument that names the owner.
    pub(super) argument: &'static str,
    pub(super) owner: &'static str,
    pub(super) property: &'static str,
}

/// What a type sets a part of, where it does not become a resource by itself.
pub(super) fn part_of(kind: &str) -> Option<PartOf> {
    let property = match kind {
        "aws_kms_key_policy" => "KeyPolicy",
        "aws_s3control_access_point_policy" => "Policy",
        "aws_iam_role_policy" => "Policies",
        "aws_organizations_policy_attachment" => "TargetIds",
        "aws_iam_role_policy_attachment" | "aws_iam_policy_attachment" => "ManagedPolicyArns",
        _ => bucket_parts::part(kind)?.property,
    };
    let (argument, thing) = owner(kind)?;
    Some(PartOf { argument, owner: thing.resource_type()?, property })
}
