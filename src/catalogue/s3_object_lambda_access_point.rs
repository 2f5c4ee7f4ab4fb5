//! `AWS::S3ObjectLambda::AccessPoint`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3control_object_lambda_access_point>

use super::entry::{Kind, Meaning, Of, Thing, Type};
use super::field::{Field, argument, each, one};
use super::types;

pub(super) const TYPE: Type = Type { named_by: Some("Name"), ..Type::linked(types::OBJECT_LAMBDA_ACCESS_POINT, KINDS) };

const KINDS: &[Kind] = &[Kind {
    links: &[("configuration.supporting_access_point", Thing::AccessPoint)],
    attributes: &[
        (Of::Resource, "account_id", Meaning::AccountOfProvider),
        (Of::Resource, "id", Meaning::AccountAndName),
    ],
    ..Kind::whole("aws_s3control_object_lambda_access_point", &["name", "arn"], FIELDS)
}];

const FIELDS: &[Field] = &[
    argument("name", &["Name"]),
    one(
        "configuration",
        "ObjectLambdaConfiguration",
        &[
            argument("supporting_access_point", &["SupportingAccessPoint"]),
            argument("allowed_features", &["AllowedFeatures"]),
            argument("cloud_watch_metrics_enabled", &["CloudWatchMetricsEnabled"]),
            each("transformation_configuration", "TransformationConfigurations", &[argument("actions", &["Actions"])]),
        ],
    ),
];
