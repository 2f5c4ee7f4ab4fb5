//! Values as operands: what an operator or a function asks of them, after Terraform's automatic conversions.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion>

use super::big::Big;
use crate::value::{Kind, Text, Value};

/// A value as a condition.
pub(super) fn truth(value: &Value) -> Option<bool> {
    match &value.kind {
        Kind::Bool(known) => Some(*known),
        Kind::String(text) => match text.as_str()? {
            "true" => Some(true),
            "false" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// A value as a number.
pub(super) fn number(value: &Value) -> Option<Big> {
    match &value.kind {
        Kind::Number(known) => Big::parse(&known.to_string()),
        Kind::String(text) => Big::parse(text.as_str()?),
        _ => None,
    }
}

/// A value as a count of something.
pub(super) fn index(value: &Value) -> Option<usize> {
    number(value)?.to_i64().and_then(|number| usize::try_from(number).ok())
}

/// A primitive value as text, perhaps with holes.
pub(super) fn text(value: &Value) -> Option<Text> {
    value.to_text()
}

/// Text between quotes, as Terraform shows it.
pub(super) fn quoted(text: &str) -> String {
    format!("{text:?}")
}
