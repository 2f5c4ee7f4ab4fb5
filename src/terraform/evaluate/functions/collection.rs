//! Functions of maps, and those of any collection.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use unicode_segmentation::UnicodeSegmentation;

use super::super::choice::rest_of;
use super::super::conversion::text;
use super::super::for_expression::items;
use super::super::types::{Type, convert};
use super::super::walk::answers_of;
use super::arguments::Wanted::{Any, AnyOrNull, MapOfTexts, Text, Texts};
use super::arguments::{Answer, Arguments, Gap, Row, bounded, item_text, row};
use crate::value::{Entry, Kind, List, Map, Range, Set, Shape, Symbol, Unknown, Value, in_order};

pub(super) const TABLE: &[Row] = &[
    row("keys", &[Any], keys),
    row("length", &[Any], length),
    row("lookup", &[Any, Text], lookup).more(AnyOrNull),
    row("merge", &[], merge).more(AnyOrNull),
    row("transpose", &[MapOfTexts], transpose),
    row("values", &[Any], values),
    row("zipmap", &[Texts, Any], zipmap),
];

/// Later maps win. An unknown one may win over every entry before it, so these are no longer known.
fn merge(of: &Arguments<'_>) -> Answer {
    let mut merged = Map::default();
    for operand in of.values {
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
            _ => return Err(Gap::Error(format!("a map is needed, not {}", operand.kind_name()))),
        }
    }
    let uniform = of.values.iter().all(|operand| operand.as_map().is_some() && operand.shape() == Shape::Uniform);
    let types: Vec<_> = of.values.iter().map(Type::of).collect();
    let is_map = uniform && !types.is_empty() && types.windows(2).all(|pair| matches!(pair, [a, b] if !a.differs(b)));
    merged.rest = merged.rest.map(|rest| of.rest(&rest));
    let merged = Value::map(merged, of.span);
    Ok(if is_map { merged.shaped(Shape::Uniform) } else { merged })
}

/// What is known of a map under another of which nothing is known.
fn open_entries(map: &mut Map, unknown: &Arc<Unknown>) {
    let rest = rest_of(unknown);
    let mut open = Map::new(map.iter().map(|(key, entry)| {
        let over = [rest.symbol.clone(), Symbol::text(Arc::clone(key)), entry.value.symbol()];
        let part = Unknown::clone(&rest).symbol(Symbol::operation("merge", over));
        let value = Value::new(Kind::Unknown(Arc::new(part)), entry.value.span());
        (Arc::clone(key), Entry { key_span: entry.key_span, value })
    }));
    open.rest = Some(rest);
    *map = open;
}

/// Of a map, what stands for a missing entry is converted to the type of its values.
fn lookup(of: &Arguments<'_>) -> Answer {
    let map = of.map(0)?;
    let default = match of.from(2) {
        [] => None,
        [default] => Some(default),
        _ => return Err(Gap::error("it takes two or three arguments")),
    };
    let default = match (default, of.known(0)?.shape(), Type::of(of.known(0)?)) {
        (Some(default), Shape::Uniform, Type::Map(each)) => Some(convert(default, &each).map_err(Gap::Error)?),
        (default, _, _) => default.cloned(),
    };
    let key = of.text(1)?;
    let Some(key) = key.as_str() else {
        if map.rest.is_some() {
            return Err(Gap::Open);
        }
        let (mut answers, is_sure) = answers_of(map, &key);
        let may_fail = !is_sure && default.is_none();
        answers.extend(default.filter(|_| !is_sure));
        return Err(Gap::Among { answers, may_fail });
    };
    match map.get(key) {
        Some(value) => Ok(value.clone()),
        None if map.rest.is_some() => Err(Gap::Open),
        None => default.ok_or_else(|| Gap::Error(format!("there is no key `{key}`"))),
    }
}

/// The list that is made from the parts of a map by the order of its keys. Those of an object have types of their own.
fn give_parts(of: &Arguments<'_>, part: fn((Value, Value)) -> Value) -> Answer {
    let (map, value) = (of.map(0)?, of.known(0)?);
    let (items, rest) = items(value).ok_or(Gap::Open)?;
    let (items, is_ordered) = if map.rest.is_some() { by_open_keys(items) } else { (items, true) };
    let items = items.into_iter().map(part).collect();
    let kind = match rest {
        None if is_ordered => Kind::List(List { items, rest: None }),
        // Other keys may stand before those that are known.
        rest => Kind::Set(Set::list(items, rest.map(|rest| of.rest(&rest)), true, of.symbol())),
    };
    Ok(Value::new(kind, of.span).shaped(value.shape()))
}

/// Entries in the order of their keys, of which some letters are not known, and whether that is decided.
fn by_open_keys(entries: Vec<(Value, Value)>) -> (Vec<(Value, Value)>, bool) {
    let (keys, is_ordered) = in_order(entries.iter().map(|(key, _)| key.clone()).collect());
    let mut values: HashMap<Symbol, Value> = entries.into_iter().map(|(key, value)| (key.symbol(), value)).collect();
    let entry = |key: Value| values.remove(&key.symbol()).map(|value| (key, value));
    (keys.into_iter().filter_map(entry).collect(), is_ordered)
}

fn keys(of: &Arguments<'_>) -> Answer {
    give_parts(of, |(key, _)| key)
}

fn values(of: &Arguments<'_>) -> Answer {
    give_parts(of, |(_, value)| value)
}

fn length(of: &Arguments<'_>) -> Answer {
    let value = of.values.first().ok_or(Gap::Open)?;
    let exact = |size: Range| match size {
        Range { least: Some(least), most: Some(most) } if least == most => usize::try_from(least).ok(),
        _ => None,
    };
    match &value.kind {
        Kind::Unknown(it) if !it.nature.is_set || it.may_fail => Err(Gap::Open),
        Kind::Unknown(it) => match exact(it.nature.size) {
            Some(count) => of.give_count(count),
            // It is a collection, or no number.
            None if it.nature.each().is_some() || !it.nature.known_prefix().is_empty() => Err(Gap::Fine),
            None => Err(Gap::Open),
        },
        Kind::List(list) if list.rest.is_some() => Err(Gap::Fine),
        Kind::Set(set) => of.give_count(set.count().ok_or(Gap::Fine)?),
        Kind::List(list) => of.give_count(list.items.len()),
        Kind::Map(map) => match (&map.rest, map.open_entries()) {
            (None, _) => of.give_count(map.len()),
            (Some(_), Some(open)) => of.give_count(map.len() + open.len()),
            (Some(_), None) => Err(Gap::Fine),
        },
        Kind::String(text) if text.as_str().is_none() => of.give_count(exact(text.nature().size).ok_or(Gap::Fine)?),
        Kind::String(_) | Kind::Json(_) => of.give_count(of.string(0)?.graphemes(true).count()),
        _ => Err(Gap::Error(format!("a collection or a string is needed, not {}", value.kind_name()))),
    }
}

fn transpose(of: &Arguments<'_>) -> Answer {
    let map = of.map(0)?;
    if map.rest.is_some() {
        return Err(Gap::Open);
    }
    let mut turned: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for (key, entry) in map.iter() {
        if entry.value.is_null() {
            return Err(Gap::error("a list must not be null"));
        }
        let list = entry.value.members().filter(|list| list.rest.is_none()).ok_or(Gap::Open)?;
        bounded(key.len(), list.items.len())?;
        for item in list.items {
            let name = item_text(item)?.as_str().map(str::to_owned).ok_or(Gap::Open)?;
            turned.entry(name).or_default().push(Value::string(key.as_ref(), entry.key_span));
        }
    }
    let mut map = Map::default();
    for (name, mut keys) in turned {
        keys.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
        map.insert(name, of.span, Value::list(keys, of.span).shaped(Shape::Uniform));
    }
    Ok(Value::map(map, of.span).shaped(Shape::Uniform))
}

fn zipmap(of: &Arguments<'_>) -> Answer {
    let (keys, values) = (of.items(0)?, of.items(1)?);
    if of.is_set(1) {
        return Err(Gap::error("a list is needed, not a set"));
    }
    if keys.len() != values.len() {
        return Err(Gap::error("there are not as many values as keys"));
    }
    let mut map = Map::default();
    for (key, value) in keys.iter().zip(values) {
        if key.is_null() {
            return Err(Gap::error("a key must not be null"));
        }
        let name = text(key).ok_or(Gap::Open)?.as_str().map(str::to_owned).ok_or(Gap::Open)?;
        map.insert(name, key.span(), value.clone());
    }
    Ok(Value::map(map, of.span).shaped(of.known(1)?.shape()))
}
