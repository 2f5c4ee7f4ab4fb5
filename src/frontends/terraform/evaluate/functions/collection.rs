//! Functions of maps, and those of any collection.

use std::sync::Arc;

use super::super::conversion::{equal, text};
use super::super::distribute::rest_of;
use super::super::expression::items;
use super::{Known, decided};
use crate::source::Span;
use crate::value::{Entry, Kind, List, Map, Number, Unknown, Value};

pub(super) fn known(name: &str) -> Option<Known> {
    Some(match name {
        "merge" => Known(merge, false),
        "lookup" => Known(lookup, false),
        "keys" => Known(keys, false),
        "values" => Known(values, false),
        "length" => Known(length, false),
        "contains" => Known(contains, true),
        "zipmap" => Known(zipmap, false),
        _ => return None,
    })
}

/// Later maps win. An unknown one may win over every entry before it, so these are no longer known.
fn merge(operands: &[Value], span: Span) -> Option<Value> {
    let mut merged = Map::default();
    for operand in operands {
        match &operand.kind {
            Kind::Null => {}
            Kind::Map(map) => {
                if let Some(rest) = &map.rest {
                    open_entries(&mut merged, rest);
                }
                for (key, entry) in map.iter() {
                    merged.insert(Arc::clone(key), entry.key_span, entry.value.clone());
                }
            }
            Kind::Unknown(unknown) => open_entries(&mut merged, unknown),
            _ => return None,
        }
    }
    Some(Value::map(merged, span))
}

/// What is known of a map under another of which nothing is known.
fn open_entries(map: &mut Map, unknown: &Arc<Unknown>) {
    let rest = rest_of(unknown);
    let mut open = Map::new(map.iter().map(|(key, entry)| {
        let part = Unknown::clone(&rest).symbol(format!("{}.{key} over {:?}", rest.symbol.0, entry.key_span));
        let value = Value::new(Kind::Unknown(Arc::new(part)), entry.value.span());
        (Arc::clone(key), Entry { key_span: entry.key_span, value })
    }));
    open.rest = Some(rest);
    *map = open;
}

fn lookup(operands: &[Value], _: Span) -> Option<Value> {
    let (map, key, default) = match operands {
        [map, key] => (map.as_map()?, key, None),
        [map, key, default] => (map.as_map()?, key, Some(default)),
        _ => return None,
    };
    match map.get(text(key)?.as_str()?) {
        Some(value) => Some(value.clone()),
        None if map.rest.is_none() => default.cloned(),
        None => None,
    }
}

fn keys(operands: &[Value], span: Span) -> Option<Value> {
    let [map] = operands else { return None };
    let rest = map.as_map()?.rest.as_ref().map(rest_of);
    let items = items(map)?.0.into_iter().map(|(key, _)| key).collect();
    Some(Value::new(Kind::List(List { items, rest }), span))
}

fn values(operands: &[Value], span: Span) -> Option<Value> {
    let [map] = operands else { return None };
    let rest = map.as_map()?.rest.as_ref().map(rest_of);
    let items = items(map)?.0.into_iter().map(|(_, value)| value).collect();
    Some(Value::new(Kind::List(List { items, rest }), span))
}

fn length(operands: &[Value], span: Span) -> Option<Value> {
    let [value] = operands else { return None };
    let length = match &value.kind {
        Kind::List(list) if list.rest.is_none() => list.items.len(),
        Kind::Map(map) if map.rest.is_none() => map.len(),
        Kind::String(text) => text.as_str()?.chars().count(),
        _ => return None,
    };
    #[expect(clippy::cast_precision_loss, reason = "nothing has 2^52 parts")]
    Some(Value::new(Kind::Number(Number(length as f64)), span))
}

fn contains(operands: &[Value], span: Span) -> Option<Value> {
    let [list, wanted] = operands else { return None };
    let list = list.as_list()?;
    let mut open = list.rest.is_some();
    for item in &list.items {
        match decided(equal(item, wanted)) {
            Some(true) => return Some(Value::bool(true, span)),
            Some(false) => {}
            None => open = true,
        }
    }
    (!open).then(|| Value::bool(false, span))
}

fn zipmap(operands: &[Value], span: Span) -> Option<Value> {
    let [keys, values] = operands else { return None };
    let (keys, values) = (keys.as_list()?, values.as_list()?);
    if keys.rest.is_some() || values.rest.is_some() || keys.items.len() != values.items.len() {
        return None;
    }
    let mut map = Map::default();
    for (key, value) in keys.items.iter().zip(&values.items) {
        map.insert(text(key)?.as_str()?, key.span(), value.clone());
    }
    Some(Value::map(map, span))
}
