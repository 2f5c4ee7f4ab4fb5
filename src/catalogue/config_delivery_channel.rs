//! `AWS::Config::DeliveryChannel`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/config_delivery_channel>

use super::entry::{Kind, Thing, Type};
use super::field::Spelling::UnlessEmpty;
use super::field::{Field, PLACED, argument, converted};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::DELIVERY_CHANNEL, KINDS);

const KINDS: &[Kind] = &[Kind {
    links: &[("s3_bucket_name", Thing::Bucket), ("s3_kms_key_arn", Thing::Key)],
    ..Kind::whole("aws_config_delivery_channel", &["name"], FIELDS)
}];

const FIELDS: &[Field] = &[
    argument("name", &["Name"]),
    argument("s3_bucket_name", &["S3BucketName"]),
    converted("s3_key_prefix", &["S3KeyPrefix"], UnlessEmpty),
    converted("s3_kms_key_arn", &["S3KmsKeyArn"], UnlessEmpty),
    converted("sns_topic_arn", &["SnsTopicARN"], UnlessEmpty),
    argument("region", &["Region"]),
    PLACED,
];
