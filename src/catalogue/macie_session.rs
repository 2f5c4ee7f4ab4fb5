//! `AWS::Macie::Session`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/macie2_account>

use super::entry::{Kind, Type};
use super::field::{Field, PLACED, argument, word};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::MACIE_SESSION, KINDS);

const KINDS: &[Kind] = &[Kind::whole("aws_macie2_account", &[], FIELDS)];

const FIELDS: &[Field] = &[
    word("status", "Status", "ENABLED"),
    argument("finding_publishing_frequency", &["FindingPublishingFrequency"]),
    argument("region", &["Region"]),
    PLACED,
];
