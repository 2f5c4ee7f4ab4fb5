//! `AWS::WAFv2::RuleGroup`, as far as rules count what it holds.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/wafv2_rule_group>

use super::entry::{Kind, Type};
use super::field::Spelling::{Boolean, Tags};
use super::field::{Field, PLACED, argument, converted, each, one};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::RULE_GROUP, KINDS);

const KINDS: &[Kind] = &[Kind::whole("aws_wafv2_rule_group", &["arn", "id"], FIELDS)];

const FIELDS: &[Field] = &[
    argument("name", &["Name"]),
    argument("scope", &["Scope"]),
    argument("capacity", &["Capacity"]),
    each("rule", "Rules", &[argument("name", &["Name"]), argument("priority", &["Priority"])]),
    one(
        "visibility_config",
        "VisibilityConfig",
        &[
            converted("cloudwatch_metrics_enabled", &["CloudWatchMetricsEnabled"], Boolean),
            argument("metric_name", &["MetricName"]),
            converted("sampled_requests_enabled", &["SampledRequestsEnabled"], Boolean),
        ],
    ),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
