//! Which arguments name other resources, for code and for plans.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs>, "Argument Reference" of each type.

use crate::model::types;

/// What an argument names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(in crate::frontends) enum Thing {
    Bucket,
    Key,
    Role,
    AccessPoint,
    ManagedPolicy,
    OrganizationPolicy,
    /// The text of a policy that a data source makes.
    Document,
}

/// The data source whose blocks are a policy.
pub(in crate::frontends) const DOCUMENT: &str = "aws_iam_policy_document";

/// The arguments of a type that name something.
struct Links {
    kind: &'static str,
    /// The argument that names what the type sets a part of.
    owner: Option<(&'static str, Thing)>,
    /// Further ones, with the blocks around them.
    others: &'static [(&'static str, Thing)],
}

const fn part(kind: &'static str, owner: (&'static str, Thing), others: &'static [(&'static str, Thing)]) -> Links {
    Links { kind, owner: Some(owner), others }
}

const fn whole(kind: &'static str, others: &'static [(&'static str, Thing)]) -> Links {
    Links { kind, owner: None, others }
}

const IN_BUCKET: (&str, Thing) = ("bucket", Thing::Bucket);
const IN_ROLE: (&str, Thing) = ("role", Thing::Role);
const POLICY: (&str, Thing) = ("policy", Thing::Document);
const POLICY_ARN: (&str, Thing) = ("policy_arn", Thing::ManagedPolicy);
const DEFAULT_KEY: &str = "rule.apply_server_side_encryption_by_default.kms_master_key_id";
const INLINE_DEFAULT_KEY: &str =
    "server_side_encryption_configuration.rule.apply_server_side_encryption_by_default.kms_master_key_id";

const LINKS: [Links; 41] = {
    use Thing::{AccessPoint, Bucket, Document, Key, ManagedPolicy, OrganizationPolicy, Role};
    [
        whole(DOCUMENT, &[("source_policy_documents", Document), ("override_policy_documents", Document)]),
        whole("aws_iam_policy", &[POLICY]),
        part("aws_iam_policy_attachment", ("roles", Role), &[POLICY_ARN]),
        whole(
            "aws_iam_role",
            &[
                ("assume_role_policy", Document),
                ("inline_policy.policy", Document),
                ("managed_policy_arns", ManagedPolicy),
                ("permissions_boundary", ManagedPolicy),
            ],
        ),
        part("aws_iam_role_policy", IN_ROLE, &[POLICY]),
        part("aws_iam_role_policy_attachment", IN_ROLE, &[POLICY_ARN]),
        whole("aws_kms_alias", &[("target_key_id", Key)]),
        whole("aws_kms_external_key", &[POLICY]),
        whole("aws_kms_grant", &[("key_id", Key), ("grantee_principal", Role), ("retiring_principal", Role)]),
        whole("aws_kms_key", &[POLICY]),
        part("aws_kms_key_policy", ("key_id", Key), &[POLICY]),
        whole("aws_kms_replica_external_key", &[POLICY, ("primary_key_arn", Key)]),
        whole("aws_kms_replica_key", &[POLICY, ("primary_key_arn", Key)]),
        part("aws_organizations_policy_attachment", ("policy_id", OrganizationPolicy), &[]),
        whole("aws_s3_access_point", &[IN_BUCKET, POLICY]),
        whole(
            "aws_s3_bucket",
            &[
                POLICY,
                (INLINE_DEFAULT_KEY, Key),
                ("logging.target_bucket", Bucket),
                ("replication_configuration.role", Role),
                ("replication_configuration.rules.destination.bucket", Bucket),
                ("replication_configuration.rules.destination.replica_kms_key_id", Key),
            ],
        ),
        part("aws_s3_bucket_abac", IN_BUCKET, &[]),
        part("aws_s3_bucket_accelerate_configuration", IN_BUCKET, &[]),
        part("aws_s3_bucket_acl", IN_BUCKET, &[]),
        part("aws_s3_bucket_analytics_configuration", IN_BUCKET, &[]),
        part("aws_s3_bucket_cors_configuration", IN_BUCKET, &[]),
        part("aws_s3_bucket_intelligent_tiering_configuration", IN_BUCKET, &[]),
        part("aws_s3_bucket_inventory", IN_BUCKET, &[("destination.bucket.bucket_arn", Bucket)]),
        part("aws_s3_bucket_lifecycle_configuration", IN_BUCKET, &[]),
        part("aws_s3_bucket_logging", IN_BUCKET, &[("target_bucket", Bucket)]),
        part("aws_s3_bucket_metric", IN_BUCKET, &[]),
        part("aws_s3_bucket_notification", IN_BUCKET, &[]),
        part("aws_s3_bucket_object_lock_configuration", IN_BUCKET, &[]),
        part("aws_s3_bucket_ownership_controls", IN_BUCKET, &[]),
        part("aws_s3_bucket_policy", IN_BUCKET, &[POLICY]),
        part("aws_s3_bucket_public_access_block", IN_BUCKET, &[]),
        part(
            "aws_s3_bucket_replication_configuration",
            IN_BUCKET,
            &[
                IN_ROLE,
                ("rule.destination.bucket", Bucket),
                ("rule.destination.encryption_configuration.replica_kms_key_id", Key),
            ],
        ),
        part("aws_s3_bucket_request_payment_configuration", IN_BUCKET, &[]),
        part("aws_s3_bucket_server_side_encryption_configuration", IN_BUCKET, &[(DEFAULT_KEY, Key)]),
        part("aws_s3_bucket_versioning", IN_BUCKET, &[]),
        part("aws_s3_bucket_website_configuration", IN_BUCKET, &[]),
        part("aws_s3control_access_point_policy", ("access_point_arn", AccessPoint), &[POLICY]),
        whole("aws_s3control_multi_region_access_point", &[("details.region.bucket", Bucket)]),
        whole("aws_s3control_multi_region_access_point_policy", &[("details.policy", Document)]),
        whole("aws_s3control_object_lambda_access_point", &[("configuration.supporting_access_point", AccessPoint)]),
        whole("aws_s3control_object_lambda_access_point_policy", &[POLICY]),
    ]
};

/// The argument that names what a type sets a part of.
pub(in crate::frontends) fn owner(kind: &str) -> Option<(&'static str, Thing)> {
    LINKS.iter().find(|links| links.kind == kind)?.owner
}

/// What an argument of a type names; the argument comes with the blocks around it: `logging.target_bucket`.
pub(in crate::frontends) fn named_by(kind: &str, argument: &str) -> Option<Thing> {
    let links = LINKS.iter().find(|links| links.kind == kind)?;
    links.owner.iter().chain(links.others).find(|(name, _)| *name == argument).map(|(_, thing)| *thing)
}

impl Thing {
    /// Whether a resource or data source is such a thing, or stands for one.
    pub(in crate::frontends) fn is(self, kind: &str, is_data: bool) -> bool {
        is_data == (self == Thing::Document) && self.types().contains(&kind)
    }

    /// The type of the model's resource that it is; `None` where the model has none.
    pub(in crate::frontends) fn resource_type(self) -> Option<&'static str> {
        match self {
            Thing::Bucket => Some(types::BUCKET),
            Thing::Key => Some(types::KEY),
            Thing::Role => Some(types::ROLE),
            Thing::AccessPoint => Some(types::ACCESS_POINT),
            Thing::ManagedPolicy => Some(types::MANAGED_POLICY),
            Thing::OrganizationPolicy => Some(types::ORGANIZATION_POLICY),
            Thing::Document => None,
        }
    }

    fn types(self) -> &'static [&'static str] {
        match self {
            Thing::Bucket => &["aws_s3_bucket", "aws_s3_directory_bucket"],
            Thing::Key => &[
                "aws_kms_alias",
                "aws_kms_external_key",
                "aws_kms_key",
                "aws_kms_replica_external_key",
                "aws_kms_replica_key",
            ],
            Thing::Role => &["aws_iam_role"],
            Thing::AccessPoint => &["aws_s3_access_point"],
            Thing::ManagedPolicy => &["aws_iam_policy"],
            Thing::OrganizationPolicy => &["aws_organizations_policy"],
            Thing::Document => &[DOCUMENT],
        }
    }
}
