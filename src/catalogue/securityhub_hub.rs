//! `AWS::SecurityHub::Hub`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/securityhub_account>

use super::entry::{Kind, Type};
use super::field::{Field, PLACED, argument, switch};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::HUB, KINDS);

const KINDS: &[Kind] = &[Kind::whole("aws_securityhub_account", &["arn"], FIELDS)];

const FIELDS: &[Field] = &[
    switch("enable_default_standards", "EnableDefaultStandards", true),
    switch("auto_enable_controls", "AutoEnableControls", true),
    argument("control_finding_generator", &["ControlFindingGenerator"]),
    argument("region", &["Region"]),
    PLACED,
];
