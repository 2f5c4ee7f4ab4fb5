//! `AWS::S3::AccessGrantsLocation`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3control_access_grants_location>

use super::entry::{Kind, Thing, Type};
use super::field::{Field, PLACED, argument};
use super::types;

pub(super) const TYPE: Type =
    Type { thing: Some(Thing::GrantsLocation), ..Type::judged(types::GRANTS_LOCATION, KINDS) };

const KINDS: &[Kind] = &[Kind {
    links: &[("iam_role_arn", Thing::Role)],
    ..Kind::whole(
        "aws_s3control_access_grants_location",
        &["access_grants_location_id", "access_grants_location_arn"],
        FIELDS,
    )
}];

const FIELDS: &[Field] = &[
    argument("iam_role_arn", &["IamRoleArn"]),
    argument("location_scope", &["LocationScope"]),
    argument("region", &["Region"]),
    PLACED,
];
