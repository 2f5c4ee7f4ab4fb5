//! `AWS::S3::MultiRegionAccessPointPolicy`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3control_multi_region_access_point_policy>

use super::entry::{Kind, Thing, Type};
use super::field::Spelling::UnlessEmpty;
use super::field::{Field, argument, converted, spread};
use super::types;
use crate::iam::Service;

pub(super) const TYPE: Type =
    Type { policy: Some(("Policy", Service::S3)), ..Type::linked(types::MULTI_REGION_ACCESS_POINT_POLICY, KINDS) };

const KINDS: &[Kind] = &[Kind {
    links: &[("details.policy", Thing::Document)],
    ..Kind::whole("aws_s3control_multi_region_access_point_policy", &[], FIELDS)
}];

const FIELDS: &[Field] =
    &[spread("details", &[argument("name", &["MrapName"]), converted("policy", &["Policy"], UnlessEmpty)])];
