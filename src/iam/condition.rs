//! The `Condition` element, read by the IAM user guide's "condition operators" and "multivalued context keys".

use std::sync::Arc;

use super::{Part, Word};
use crate::source::Span;

/// One entry of a condition: an operator, a key and its values.
#[derive(Clone, Debug)]
pub struct Condition {
    /// The operator.
    pub operator: Operator,
    /// The operator as it is written: `ForAnyValue:StringLike`.
    pub operator_name: Arc<str>,
    /// The key as it is written. Case plays no part in its meaning.
    pub key: Arc<str>,
    /// The values compared with.
    pub values: Part<Word>,
    /// The key and its values.
    pub span: Span,
}

/// A condition operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Operator {
    /// How a value is compared.
    pub test: Test,
    /// Whether it is the `Not` form: no value may match.
    pub negated: bool,
    /// Whether it also holds where the key is absent.
    pub if_exists: bool,
    /// How a key of several values is treated.
    pub set: Option<SetOperator>,
}

/// How a value is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Test {
    /// Letter by letter.
    StringEquals,
    /// Letter by letter, in either case.
    StringEqualsIgnoreCase,
    /// By a pattern of `*` and `?`.
    StringLike,
    /// By a pattern for each of the six parts of an ARN; `ArnEquals` and `ArnLike` mean the same.
    Arn,
    /// As numbers.
    Numeric(Comparison),
    /// As times.
    Date(Comparison),
    /// As `true` or `false`.
    Bool,
    /// As Base64.
    Binary,
    /// By address ranges.
    IpAddress,
    /// Whether the key is absent.
    Null,
}

/// How numbers and times are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// The same.
    Equals,
    /// Less.
    LessThan,
    /// Less or the same.
    LessThanEquals,
    /// More.
    GreaterThan,
    /// More or the same.
    GreaterThanEquals,
}

/// How the values of a key of several values are treated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SetOperator {
    /// Each must pass; an absent key passes.
    ForAllValues,
    /// One must pass; an absent key does not.
    ForAnyValue,
}

impl Operator {
    /// Reads the name of an operator; `None` where AWS knows no such operator. Case plays no part.
    pub fn parse(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let (set, name) = match name.split_once(':') {
            Some(("forallvalues", name)) => (Some(SetOperator::ForAllValues), name),
            Some(("foranyvalue", name)) => (Some(SetOperator::ForAnyValue), name),
            Some(_) => return None,
            None => (None, name.as_str()),
        };
        let (name, if_exists) = name.strip_suffix("ifexists").map_or((name, false), |name| (name, true));
        let (test, negated) = test(name)?;
        (test != Test::Null || (!if_exists && set.is_none())).then_some(Operator { test, negated, if_exists, set })
    }
}

fn test(name: &str) -> Option<(Test, bool)> {
    Some(match name {
        "stringequals" => (Test::StringEquals, false),
        "stringnotequals" => (Test::StringEquals, true),
        "stringequalsignorecase" => (Test::StringEqualsIgnoreCase, false),
        "stringnotequalsignorecase" => (Test::StringEqualsIgnoreCase, true),
        "stringlike" => (Test::StringLike, false),
        "stringnotlike" => (Test::StringLike, true),
        "arnequals" | "arnlike" => (Test::Arn, false),
        "arnnotequals" | "arnnotlike" => (Test::Arn, true),
        "bool" => (Test::Bool, false),
        "binaryequals" => (Test::Binary, false),
        "ipaddress" => (Test::IpAddress, false),
        "notipaddress" => (Test::IpAddress, true),
        "null" => (Test::Null, false),
        _ => {
            let (family, comparison): (fn(Comparison) -> Test, _) = match name.strip_prefix("numeric") {
                Some(comparison) => (Test::Numeric, comparison),
                None => (Test::Date, name.strip_prefix("date")?),
            };
            let (comparison, negated) = compare(comparison)?;
            (family(comparison), negated)
        }
    })
}

fn compare(name: &str) -> Option<(Comparison, bool)> {
    Some(match name {
        "equals" => (Comparison::Equals, false),
        "notequals" => (Comparison::Equals, true),
        "lessthan" => (Comparison::LessThan, false),
        "lessthanequals" => (Comparison::LessThanEquals, false),
        "greaterthan" => (Comparison::GreaterThan, false),
        "greaterthanequals" => (Comparison::GreaterThanEquals, false),
        _ => return None,
    })
}
