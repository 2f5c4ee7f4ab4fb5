//! `AWS::S3::AccessGrant`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/s3control_access_grant>

use super::entry::{Kind, Thing, Type};
use super::field::{Field, PLACED, argument, one};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::ACCESS_GRANT, KINDS);

const KINDS: &[Kind] = &[Kind {
    links: &[("access_grants_location_id", Thing::GrantsLocation), ("grantee.grantee_identifier", Thing::Role)],
    ..Kind::whole("aws_s3control_access_grant", &["access_grant_id", "access_grant_arn"], FIELDS)
}];

const FIELDS: &[Field] = &[
    argument("access_grants_location_id", &["AccessGrantsLocationId"]),
    one(
        "access_grants_location_configuration",
        "AccessGrantsLocationConfiguration",
        &[argument("s3_sub_prefix", &["S3SubPrefix"])],
    ),
    one(
        "grantee",
        "Grantee",
        &[argument("grantee_type", &["GranteeType"]), argument("grantee_identifier", &["GranteeIdentifier"])],
    ),
    argument("permission", &["Permission"]),
    argument("s3_prefix_type", &["S3PrefixType"]),
    argument("region", &["Region"]),
    PLACED,
];
