//! Values as operands: what an operator or a function asks of them, after Terraform's automatic conversions.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion>

use super::big::Big;
use super::types::Type;
use crate::value::{Kind, Range, Reason, Text, Truth, Unknown, Value};

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

/// Whether `==` holds. Values of different types are never equal.
pub(super) fn equal(a: &Value, b: &Value) -> Truth {
    match (&a.kind, &b.kind) {
        (Kind::Unknown(_), _) => equal_unknown(a, b),
        (_, Kind::Unknown(_)) => equal_unknown(b, a),
        // Cheaper than to compare the types of many items.
        (Kind::List(a), Kind::List(b)) if a.items.len() != b.items.len() && a.rest.is_none() && b.rest.is_none() => {
            Truth::False
        }
        (Kind::List(_) | Kind::Set(_), Kind::List(_) | Kind::Set(_)) | (Kind::Map(_), Kind::Map(_))
            if Type::of(a).differs(&Type::of(b)) =>
        {
            Truth::False
        }
        _ => a.same(b),
    }
}

/// Whether an unknown is a collection by the type that its variable declares.
fn is_of_a_type(unknown: &Unknown) -> bool {
    matches!(unknown.reason, Reason::NotGiven(_)) && unknown.nature.each().is_some()
}

/// Whether an unknown is equal to another value, by what is known of it.
fn equal_unknown(value: &Value, other: &Value) -> Truth {
    let Some(unknown) = value.as_unknown() else { return value.same(other) };
    let nature = &unknown.nature;
    let may_be = match &other.kind {
        Kind::Null => !nature.is_set,
        Kind::Number(_) => match number(other).and_then(|number| number.to_i64()) {
            Some(known) if nature.is_set && nature.number == Range::exactly(known) => return Truth::True,
            known => known.is_none_or(|known| nature.number.has(known)),
        },
        // A list in brackets has no type for its items, a variable of a collection's type has.
        Kind::List(_) if is_of_a_type(unknown) && matches!(Type::of(other), Type::Tuple(_)) => return Truth::False,
        Kind::String(text) if text.as_str().is_some() || nature.constant.is_some() => {
            return Text::hole(unknown.clone()).same(text);
        }
        _ => return value.same(other),
    };
    if may_be { Truth::Unknown } else { Truth::False }
}
