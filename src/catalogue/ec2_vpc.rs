//! `AWS::EC2::VPC`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc>

use super::entry::{Kind, Thing, Type};
use super::field::Spelling::Tags;
use super::field::{Field, PLACED, argument, converted};
use super::types;

pub(super) const TYPE: Type = Type { thing: Some(Thing::Vpc), ..Type::judged(types::VPC, KINDS) };

const KINDS: &[Kind] = &[Kind::whole("aws_vpc", &["id", "arn"], FIELDS)];

const FIELDS: &[Field] = &[
    argument("cidr_block", &["CidrBlock"]),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
