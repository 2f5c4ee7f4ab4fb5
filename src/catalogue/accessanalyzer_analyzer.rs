//! `AWS::AccessAnalyzer::Analyzer`.
//!
//! <https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/accessanalyzer_analyzer>

use super::entry::{Kind, Type};
use super::field::Spelling::Tags;
use super::field::{Field, PLACED, argument, converted, word};
use super::types;

pub(super) const TYPE: Type = Type::judged(types::ANALYZER, KINDS);

const KINDS: &[Kind] = &[Kind::whole("aws_accessanalyzer_analyzer", &["arn"], FIELDS)];

const FIELDS: &[Field] = &[
    argument("analyzer_name", &["AnalyzerName"]),
    word("type", "Type", "ACCOUNT"),
    argument("region", &["Region"]),
    PLACED,
    converted("tags", &["Tags"], Tags),
    converted("tags_all", &["Tags"], Tags),
];
