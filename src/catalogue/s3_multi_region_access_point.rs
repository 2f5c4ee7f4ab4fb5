//! `AWS::S3::MultiRegionAccessPoint`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3control_multi_region_access_point>

use super::entry::{Kind, Meaning, Of, Thing, Type};
use super::field::{Field, argument, each, one, spread};
use super::s3_bucket::ACCESS_BLOCK;
use super::types;
use crate::iam::Service;

pub(super) const TYPE: Type = Type {
    named_by: Some("Name"),
    policy: Some(("Policy", Service::S3)),
    ..Type::judged(types::MULTI_REGION_ACCESS_POINT, KINDS)
};

const KINDS: &[Kind] = &[Kind {
    links: &[("details.region.bucket", Thing::Bucket)],
    attributes: &[
        (Of::Resource, "account_id", Meaning::AccountOfProvider),
        (Of::Resource, "id", Meaning::AccountAndName),
    ],
    ..Kind::whole("aws_s3control_multi_region_access_point", &["alias", "arn"], FIELDS)
}];

const FIELDS: &[Field] = &[spread(
    "details",
    &[
        argument("name", &["Name"]),
        one("public_access_block", "PublicAccessBlockConfiguration", ACCESS_BLOCK),
        each(
            "region",
            "Regions",
            &[argument("bucket", &["Bucket"]), argument("bucket_account_id", &["BucketAccountId"])],
        ),
    ],
)];
