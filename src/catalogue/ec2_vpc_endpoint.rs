//! `AWS::EC2::VPCEndpoint`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/vpc_endpoint>

use super::entry::{Kind, POLICY, Thing, Type};
use super::field::Spelling::UnlessEmpty;
use super::field::{Field, PLACED, argument, converted, word};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::VPC_ENDPOINT, KINDS);

const KINDS: &[Kind] =
    &[Kind { links: &[POLICY, ("vpc_id", Thing::Vpc)], ..Kind::whole("aws_vpc_endpoint", &["id", "arn"], FIELDS) }];

const FIELDS: &[Field] = &[
    argument("vpc_id", &["VpcId"]),
    argument("service_name", &["ServiceName"]),
    word("vpc_endpoint_type", "VpcEndpointType", "Gateway"),
    converted("policy", &["PolicyDocument"], UnlessEmpty),
    argument("route_table_ids", &["RouteTableIds"]),
    argument("subnet_ids", &["SubnetIds"]),
    argument("region", &["Region"]),
    PLACED,
];
