//! `AWS::S3ObjectLambda::AccessPointPolicy`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3control_object_lambda_access_point_policy>

use super::entry::{Kind, POLICY, Type};
use super::field::Spelling::UnlessEmpty;
use super::field::{Field, argument, converted};
use super::types;

pub(super) const TYPE: Type = Type::linked(types::OBJECT_LAMBDA_ACCESS_POINT_POLICY, KINDS);

const KINDS: &[Kind] =
    &[Kind { links: &[POLICY], ..Kind::whole("aws_s3control_object_lambda_access_point_policy", &[], FIELDS) }];

const FIELDS: &[Field] =
    &[argument("name", &["ObjectLambdaAccessPoint"]), converted("policy", &["PolicyDocument"], UnlessEmpty)];
