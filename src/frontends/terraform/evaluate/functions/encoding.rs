//! JSON and conversions between types.

use std::sync::Arc;

use super::super::conversion::{number, text, truth};
use super::Known;
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Number, Value, parse_json_text};

pub(super) fn known(name: &str) -> Option<Known> {
    Some(match name {
        "jsonencode" => Known(jsonencode, false),
        "jsondecode" => Known(jsondecode, false),
        "tostring" => Known(tostring, false),
        "tonumber" => Known(tonumber, false),
        "tobool" => Known(tobool, false),
        "tomap" => Known(tomap, false),
        "nonsensitive" | "sensitive" => Known(same, false),
        _ => return None,
    })
}

/// Keeps the structure, so that every part of a policy has its place.
fn jsonencode(operands: &[Value], span: Span) -> Option<Value> {
    let [value] = operands else { return None };
    Some(Value::new(Kind::Json(Arc::new(value.clone())), span))
}

fn jsondecode(operands: &[Value], span: Span) -> Option<Value> {
    let [value] = operands else { return None };
    match &value.kind {
        Kind::Json(inner) => Some(inner.as_ref().clone()),
        Kind::String(text) => parse_json_text(text, span).ok(),
        _ => None,
    }
}

fn same(operands: &[Value], _: Span) -> Option<Value> {
    operands.first().cloned()
}

fn tostring(operands: &[Value], span: Span) -> Option<Value> {
    match operands {
        [value] if matches!(value.kind, Kind::Null | Kind::String(_) | Kind::Json(_)) => Some(value.clone()),
        [value] if value.as_unknown().is_none() => Some(Value::new(Kind::String(text(value)?), span)),
        _ => None,
    }
}

fn tonumber(operands: &[Value], span: Span) -> Option<Value> {
    match operands {
        [value] if value.is_null() => Some(value.clone()),
        [value] => Some(Value::new(Kind::Number(Number(number(value)?)), span)),
        _ => None,
    }
}

fn tobool(operands: &[Value], span: Span) -> Option<Value> {
    match operands {
        [value] if value.is_null() => Some(value.clone()),
        [value] => Some(Value::bool(truth(value)?, span)),
        _ => None,
    }
}

/// A map's values have one type: beside a string, numbers and booleans become strings.
fn tomap(operands: &[Value], span: Span) -> Option<Value> {
    let [value] = operands else { return None };
    let map = value.as_map()?;
    if !map.values().any(|value| matches!(value.kind, Kind::String(_))) {
        return Some(value.clone());
    }
    let as_text = |value: &Value| match value.kind {
        Kind::Number(_) | Kind::Bool(_) => tostring(std::slice::from_ref(value), value.span()),
        _ => Some(value.clone()),
    };
    let entry = |(key, entry): (&Arc<str>, &Entry)| {
        Some((Arc::clone(key), Entry { key_span: entry.key_span, value: as_text(&entry.value)? }))
    };
    let mut converted = Map::new(map.iter().filter_map(entry));
    converted.rest.clone_from(&map.rest);
    Some(Value::map(converted, span))
}
