//! Terraform's automatic conversions between primitive types.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/types#type-conversion>

use crate::value::{Kind, Nature, Number, Text, Truth, Value};

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
pub(super) fn number(value: &Value) -> Option<f64> {
    match &value.kind {
        Kind::Number(Number(known)) => Some(*known),
        Kind::String(text) => text.as_str()?.parse().ok().filter(|number: &f64| number.is_finite()),
        _ => None,
    }
}

/// A value as a count of something.
pub(super) fn index(value: &Value) -> Option<usize> {
    let number = number(value)?;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be a small whole number")]
    (number >= 0.0 && number.fract() == 0.0 && number < 1e15).then_some(number as usize)
}

/// A primitive value as text, perhaps with holes.
pub(super) fn text(value: &Value) -> Option<Text> {
    value.to_text()
}

/// Whether `==` holds. Values of different types are never equal; what AWS assigns is neither null nor empty.
pub(super) fn equal(a: &Value, b: &Value) -> Truth {
    match (&a.kind, &b.kind) {
        // The JSON text of anything has letters.
        (Kind::Json(_), Kind::String(text)) | (Kind::String(text), Kind::Json(_)) if text.is_empty() => Truth::False,
        (Kind::Unknown(unknown), other) | (other, Kind::Unknown(unknown)) if unknown.nature != Nature::Anything => {
            match other {
                Kind::Null => Truth::False,
                Kind::String(text) => Text::hole(unknown.clone()).same(text),
                _ => a.same(b),
            }
        }
        _ => a.same(b),
    }
}
