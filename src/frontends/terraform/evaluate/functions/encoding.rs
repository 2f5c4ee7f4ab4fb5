//! JSON.

use std::sync::Arc;

use super::arguments::Wanted::{AnyOrNull, Text};
use super::arguments::{Answer, Arguments, Gap, Row, row};
use crate::value::{Choice, Entry, Kind, List, Map, Value, parse_json_text};

pub(super) const TABLE: &[Row] = &[row("jsondecode", &[Text], jsondecode), row("jsonencode", &[AnyOrNull], jsonencode)];

/// Keeps the structure, so that every part of a policy has its place.
fn jsonencode(of: &Arguments<'_>) -> Answer {
    let value = of.values.first().ok_or(Gap::Open)?;
    Ok(Value::new(Kind::Json(Arc::new(by_key(value))), of.span))
}

/// The value with the entries of every map in the order of their keys, as Terraform writes them.
fn by_key(value: &Value) -> Value {
    let kind = match &value.kind {
        Kind::List(list) => {
            Kind::List(List { items: list.items.iter().map(by_key).collect(), rest: list.rest.clone() })
        }
        Kind::Map(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
                (Arc::clone(key), Entry { key_span: entry.key_span, value: by_key(&entry.value) })
            };
            let mut sorted = Map::new(entries.into_iter().map(entry));
            sorted.rest.clone_from(&map.rest);
            Kind::Map(sorted)
        }
        Kind::Choice(choice) => Kind::Choice(Arc::new(Choice {
            condition: Arc::clone(&choice.condition),
            when_true: by_key(&choice.when_true),
            when_false: by_key(&choice.when_false),
        })),
        simple => simple.clone(),
    };
    Value { kind, origin: value.origin.clone() }
}

fn jsondecode(of: &Arguments<'_>) -> Answer {
    match &of.known(0)?.kind {
        Kind::Json(inner) => Ok(inner.as_ref().clone()),
        Kind::String(text) => match parse_json_text(text, of.span) {
            Ok(value) => Ok(value),
            Err(_) if text.as_str().is_none() => Err(Gap::Open),
            Err(error) => Err(Gap::Error(error.message)),
        },
        _ => Err(Gap::Open),
    }
}
