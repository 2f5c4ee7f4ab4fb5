//! What is known of the result of a function that its operands leave open.

use std::sync::Arc;

use super::list::flat;
use crate::value::{Kind, Nature, Range, Value};

/// Functions that give text, never null.
const TEXTS: [&str; 12] = [
    "chomp",
    "format",
    "indent",
    "join",
    "lower",
    "replace",
    "strrev",
    "substr",
    "title",
    "trim",
    "trimspace",
    "upper",
];

/// What is known of the result of a function, by its operands.
pub(super) fn of_result(function: &str, operands: &[Value]) -> Nature {
    match (function, operands) {
        ("length", [of]) => Nature::number(length(of)).and(&Nature::set()),
        (name, _) if TEXTS.contains(&name) => Nature::primitive().and(&Nature::set()),
        _ => Nature::default(),
    }
}

/// What any element is of a list that a function makes of one that is not known.
pub(super) fn elements_of_result(function: &str, operands: &[Value]) -> Option<Arc<[Value]>> {
    let of = operands.first()?;
    let of = of.as_unknown().or_else(|| of.rest())?;
    match function {
        "compact" | "distinct" | "setintersection" | "setsubtract" | "slice" => of.elements.clone(),
        "flatten" => flat(of).elements.clone(),
        _ => None,
    }
}

/// How many letters or items a value has.
fn length(value: &Value) -> Range {
    let nothing = Range::at_least(0);
    // What stands further on only adds; in a set, items that are not known may be equal to others.
    if value.members().is_some_and(|members| !members.items.is_empty()) {
        return Range::at_least(1);
    }
    match &value.kind {
        Kind::Unknown(unknown) => nothing.and(unknown.nature.size),
        Kind::Map(map) => nothing.and(Range::at_least(i64::try_from(map.len()).unwrap_or(i64::MAX))),
        Kind::String(text) => {
            let holes = text.holes().any(|hole| hole.nature.least_length() > 0);
            let some = holes || !text.known_prefix().is_empty() || !text.known_suffix().is_empty();
            Range::at_least(i64::from(some))
        }
        _ => nothing,
    }
}
