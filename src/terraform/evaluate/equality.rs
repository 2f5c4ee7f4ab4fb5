//! When Terraform takes two values to be equal.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/operators#equality-operators>

use super::conversion::number;
use super::types::Type;
use crate::value::{Kind, Range, Reason, Text, Truth, Unknown, Value};

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
