//! `AWS::S3::BucketPolicy`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_bucket_policy>

use super::entry::{Kind, Meaning, Of, POLICY, Thing, Type};
use super::types;
use crate::iam::Service;

pub(super) const TYPE: Type =
    Type { policy: Some(("PolicyDocument", Service::S3)), ..Type::linked(types::BUCKET_POLICY, KINDS) };

/// Its two arguments may both be open in ways that a table does not say.
const KINDS: &[Kind] = &[Kind {
    owner: Some(("bucket", Thing::Bucket)),
    links: &[POLICY],
    attributes: &[(Of::Resource, "id", Meaning::Attribute("bucket"))],
    is_ordered: true,
    ..Kind::whole("aws_s3_bucket_policy", &[], &[])
}];
