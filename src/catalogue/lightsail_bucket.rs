//! `AWS::Lightsail::Bucket`. Terraform has no words for who may read it, nor for its versions.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/lightsail_bucket>

use super::entry::{Kind, Type};
use super::field::Spelling::Tags;
use super::field::{Field, PLACED, argument, converted};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::LIGHTSAIL_BUCKET, KINDS);

const KINDS: &[Kind] = &[Kind::whole("aws_lightsail_bucket", &["id", "arn", "name"], FIELDS)];

const FIELDS: &[Field] = &[
    argument("name", &["BucketName"]),
    argument("bundle_id", &["BundleId"]),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
