//! `AWS::Athena::WorkGroup`: where queries write what they find, and how that is encrypted.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/athena_workgroup>

use super::entry::{Kind, Thing, Type};
use super::field::Spelling::{Boolean, Tags};
use super::field::{Field, PLACED, argument, converted, one};

pub(super) const TYPE: Type = Type::judged("AWS::Athena::WorkGroup", KINDS);

const KINDS: &[Kind] = &[Kind {
    links: &[("configuration.result_configuration.encryption_configuration.kms_key_arn", Thing::Key)],
    ..Kind::whole("aws_athena_workgroup", &["id", "arn", "name"], FIELDS)
}];

const FIELDS: &[Field] = &[
    argument("name", &["Name"]),
    argument("description", &["Description"]),
    argument("state", &["State"]),
    one("configuration", "WorkGroupConfiguration", CONFIGURATION),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];

const CONFIGURATION: &[Field] = &[
    converted("enforce_workgroup_configuration", &["EnforceWorkGroupConfiguration"], Boolean),
    converted("publish_cloudwatch_metrics_enabled", &["PublishCloudWatchMetricsEnabled"], Boolean),
    converted("requester_pays_enabled", &["RequesterPaysEnabled"], Boolean),
    one("result_configuration", "ResultConfiguration", RESULT),
    one(
        "managed_query_results_configuration",
        "ManagedQueryResultsConfiguration",
        &[
            converted("enabled", &["Enabled"], Boolean),
            one("encryption_configuration", "EncryptionConfiguration", &[argument("kms_key", &["KmsKey"])]),
        ],
    ),
];

const RESULT: &[Field] = &[
    argument("output_location", &["OutputLocation"]),
    argument("expected_bucket_owner", &["ExpectedBucketOwner"]),
    one("acl_configuration", "AclConfiguration", &[argument("s3_acl_option", &["S3AclOption"])]),
    one(
        "encryption_configuration",
        "EncryptionConfiguration",
        &[argument("encryption_option", &["EncryptionOption"]), argument("kms_key_arn", &["KmsKey"])],
    ),
];
