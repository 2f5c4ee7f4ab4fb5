//! `AWS::EC2::FlowLog`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/flow_log>

use super::entry::{Kind, Thing, Type};
use super::field::Spelling::{Tags, UnlessEmpty};
use super::field::{Field, PLACED, argument, converted, word};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::FLOW_LOG, KINDS);

const KINDS: &[Kind] =
    &[Kind { links: &[("log_destination", Thing::Bucket)], ..Kind::whole("aws_flow_log", &["id", "arn"], FIELDS) }];

const FIELDS: &[Field] = &[
    converted("log_destination", &["LogDestination"], UnlessEmpty),
    word("log_destination_type", "LogDestinationType", "cloud-watch-logs"),
    argument("traffic_type", &["TrafficType"]),
    argument("log_format", &["LogFormat"]),
    argument("max_aggregation_interval", &["MaxAggregationInterval"]),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
