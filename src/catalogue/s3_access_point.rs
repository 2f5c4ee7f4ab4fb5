//! `AWS::S3::AccessPoint`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_access_point>

use super::entry::{Kind, Meaning, Of, POLICY, Thing, Type};
use super::field::Spelling::UnlessEmpty;
use super::field::{Field, argument, converted, one};
use super::s3_bucket::ACCESS_BLOCK;
use super::types;
use crate::iam::Service;

pub(super) const TYPE: Type = Type {
    thing: Some(Thing::AccessPoint),
    named_by: Some("Name"),
    policy: Some(("Policy", Service::S3)),
    ..Type::judged(types::ACCESS_POINT, KINDS)
};

const KINDS: &[Kind] = &[
    Kind {
        links: &[("bucket", Thing::Bucket), POLICY],
        attributes: &[
            (Of::Resource, "account_id", Meaning::AccountOfProvider),
            (Of::Resource, "id", Meaning::AccountAndName),
        ],
        has_parts: true,
        ..Kind::whole("aws_s3_access_point", &["name", "arn"], FIELDS)
    },
    Kind {
        says: Some("policy"),
        links: &[POLICY],
        ..Kind::part("aws_s3control_access_point_policy", ("access_point_arn", Thing::AccessPoint), "Policy", &[])
    },
];

const FIELDS: &[Field] = &[
    argument("name", &["Name"]),
    argument("bucket", &["Bucket"]),
    argument("bucket_account_id", &["BucketAccountId"]),
    converted("policy", &["Policy"], UnlessEmpty),
    one("public_access_block_configuration", "PublicAccessBlockConfiguration", ACCESS_BLOCK),
    one("vpc_configuration", "VpcConfiguration", &[argument("vpc_id", &["VpcId"])]),
];
