//! `AWS::S3Express::DirectoryBucket`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3_directory_bucket>

use super::entry::{Kind, Meaning, Of, Thing, Type};
use super::field::Spelling::Tags;
use super::field::{Field, argument, converted, spread};
use super::types;

/// What sets a part of a bucket may set one of a directory bucket.
pub(super) const TYPE: Type =
    Type { thing: Some(Thing::Bucket), named_by: Some("BucketName"), ..Type::judged(types::DIRECTORY_BUCKET, KINDS) };

const KINDS: &[Kind] = &[Kind {
    attributes: &[(Of::Both, "id", Meaning::Attribute("bucket"))],
    has_parts: true,
    ..Kind::whole("aws_s3_directory_bucket", &["bucket", "arn"], FIELDS)
}];

const FIELDS: &[Field] = &[
    argument("bucket", &["BucketName"]),
    argument("data_redundancy", &["DataRedundancy"]),
    spread("location", &[argument("name", &["LocationName"])]),
    converted("tags", &["Tags"], Tags),
];
