//! What is known of the result of a function that its operands leave open.

use std::sync::Arc;

use super::super::conversion::number;
use super::list::flat;
use super::pattern::{matched, pattern_of};
use super::string::{lower_letter, of_letters, turned_nature, upper_letter};
use crate::value::{Kind, Nature, Range, Value};

/// Functions that give text, never null.
const TEXTS: [&str; 14] = [
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
    "trimprefix",
    "trimspace",
    "trimsuffix",
    "upper",
];

/// Functions that may give null.
const PERHAPS_NULL: [&str; 15] = [
    "element",
    "ephemeralasnull",
    "jsondecode",
    "lookup",
    "merge",
    "nonsensitive",
    "one",
    "sensitive",
    "tobool",
    "tolist",
    "tomap",
    "tonumber",
    "toset",
    "tostring",
    "yamldecode",
];

/// What is known of the result of a function, by its operands.
pub(super) fn of_result(function: &str, operands: &[Value]) -> Nature {
    match (function, operands) {
        ("length", [of]) => Nature::number(length(of)).and(&Nature::set()),
        ("regexall", [pattern, text]) => {
            let found = Nature::collection(Nature::set()).and(&Nature::set());
            let is_some = matched(pattern, text) == Some(true);
            if is_some { found.and(&Nature::sized(Range::at_least(1))) } else { found }
        }
        ("regex", [pattern, text]) if pattern.as_str().and_then(pattern_of).is_some_and(|it| !it.has_groups()) => {
            let known = Nature::primitive().and(&Nature::set());
            text.to_text().map_or(known.clone(), |text| known.and(&shorter(&text.nature(), text.nature().size.most)))
        }
        (name, _) if TEXTS.contains(&name) => {
            let text = Nature::primitive().and(&Nature::set());
            of_text(name, operands).map_or(text.clone(), |known| text.and(&known))
        }
        (name, _) if PERHAPS_NULL.contains(&name) => Nature::default(),
        _ => Nature::set(),
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

/// What is known of a text that is made of another one.
fn of_text(function: &str, operands: &[Value]) -> Option<Nature> {
    let (text, rest) = operands.split_first()?;
    let text = text.to_text()?.nature();
    let (letters, size) = (text.letters(), text.size);
    let known = match (function, rest) {
        ("lower", []) => of_letters(&text, lower_letter),
        ("upper", []) => of_letters(&text, upper_letter),
        ("strrev", []) => turned_nature(&text),
        ("trimspace" | "chomp", []) | ("trim" | "trimprefix" | "trimsuffix", [_]) => shorter(&text, size.most),
        ("substr", [_, length]) => {
            let most = number(length)?.to_i64().filter(|most| *most >= 0);
            shorter(&text, size.most.into_iter().chain(most).min())
        }
        ("replace", [_, by]) => Nature::text("", "", letters.or(by.to_text()?.nature().letters()), Range::at_least(0)),
        _ => return None,
    };
    Some(known)
}

/// A part of a text, of at most so many letters.
fn shorter(of: &Nature, most: Option<i64>) -> Nature {
    Nature::text("", "", of.letters(), Range { least: Some(0), most })
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
        Kind::String(text) => nothing.and(text.nature().size),
        // The JSON text of anything has letters.
        Kind::Json(_) => Range::at_least(1),
        _ => nothing,
    }
}
