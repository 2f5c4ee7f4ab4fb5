//! How blocks become properties: the tables of the catalogue, read by one function.

use std::sync::Arc;

use super::convert::spelled;
use crate::catalogue::{Field, Makes, Shape, Spelling, kind};
use crate::source::Span;
use crate::terraform::declared::{Block, Instance};
use crate::terraform::evaluate::{each_answer, each_branch, first_of};
use crate::value::{Entry, Kind, Map, Text, Unknown, Value};

/// What the catalogue says that the arguments and blocks of an instance become.
pub(super) fn fields(it: &dyn Instance) -> &'static [Field] {
    kind(it.kind()).map_or(&[], |kind| kind.fields)
}

/// The texts of attributes by which others may mean an instance.
pub(super) fn named(it: &dyn Instance) -> Vec<Text> {
    let names = match kind(it.kind()).map(|kind| kind.makes) {
        Some(Makes::Resource(names)) => names,
        _ => &[],
    };
    names.iter().filter_map(|name| it.attribute(name).to_text()).collect()
}

/// The properties that a block's arguments and blocks become. What is not set is left out.
pub(super) fn properties(block: &dyn Block, fields: &[Field]) -> Map {
    let mut map = Map::default();
    fields.iter().for_each(|field| put_field(block, field, &mut map));
    map
}

fn put_field(block: &dyn Block, field: &Field, map: &mut Map) {
    match &field.shape {
        Shape::Argument(to, spelling) => {
            if let Some(Entry { key_span, value }) = block.argument(field.from) {
                put(map, to, key_span, each_branch(&value, &|value| spelled(*spelling, value)));
            }
        }
        Shape::Switch(to, unless_set) => {
            let default = Value::bool(*unless_set, block.header());
            let value = block.argument(field.from).map_or(default.clone(), |it| it.value);
            let value = each_branch(&value, &|value| spelled(Spelling::Boolean, value));
            map.insert(*to, value.span(), or_default(&value, &default));
        }
        Shape::Word(to, unless_set) => {
            let default = Value::string(*unless_set, block.header());
            let value = block.argument(field.from).map_or(default.clone(), |it| it.value);
            map.insert(*to, value.span(), or_default(&value, &default));
        }
        Shape::Below(to, fields) => {
            map.insert(*to, block.header(), Value::map(properties(block, fields), block.header()));
        }
        Shape::One(to, fields) => {
            if let Some(value) = one_block(block, field.from, fields) {
                map.insert(*to, value.span(), value);
            }
        }
        Shape::Each(to, fields) => {
            if let Some(list) = blocks(block, field.from, fields) {
                map.insert(*to, list.span(), list);
            }
        }
        Shape::Spread(fields) => {
            if let Some(value) = one_block(block, field.from, fields) {
                for name in fields.iter().filter_map(Field::to) {
                    spread_into(map, name, &value);
                }
            }
        }
    }
}

/// A value that is the default wherever it is null.
fn or_default(value: &Value, default: &Value) -> Value {
    each_branch(value, &|value| if value.is_null() { default.clone() } else { value.clone() })
}

/// What a block of which there is at most one becomes; `None` where none is written.
fn one_block(block: &dyn Block, name: &str, fields: &[Field]) -> Option<Value> {
    let value = first_of(&blocks(block, name, fields)?);
    is_said(&value).then_some(value)
}

/// What blocks of a type become, as a list.
fn blocks(block: &dyn Block, name: &str, fields: &[Field]) -> Option<Value> {
    let list = block.each_block(name, &|inner| Value::map(properties(inner, fields), inner.header()))?;
    not_empty(&list)
}

/// Whether a value says something: also that nothing is set, where something keeps it from being set.
fn is_said(value: &Value) -> bool {
    !value.is_null() || value.origin.via.is_some()
}

/// A list in which "no block" is null, as it is where none is written; `None` where there is none, and nothing that
/// would make one.
pub(super) fn not_empty(list: &Value) -> Option<Value> {
    let list = each_branch(list, &|list| {
        let is_empty = list.as_list().is_some_and(|list| list.items.is_empty() && list.rest.is_none());
        if is_empty { Value { kind: Kind::Null, origin: list.origin.clone() } } else { list.clone() }
    });
    is_said(&list).then_some(list)
}

/// A list as the one property of a map; where there is no list, there is no map.
pub(super) fn wrapped(list: &Value, property: &str) -> Value {
    each_branch(list, &|list| {
        if list.is_null() {
            return list.clone();
        }
        let mut map = Map::default();
        map.insert(property, list.span(), list.clone());
        Value::map(map, list.span())
    })
}

/// Sets a property at a path, making the maps on the way.
fn put(map: &mut Map, path: &[&'static str], key_span: Span, value: Value) {
    match path {
        [] => {}
        [last] => {
            map.insert(*last, key_span, value);
        }
        [first, rest @ ..] => {
            let mut inner = map.get(first).and_then(Value::as_map).cloned().unwrap_or_default();
            put(&mut inner, rest, key_span, value);
            map.insert(*first, key_span, Value::map(inner, key_span));
        }
    }
}

/// Sets a property to what another block says of it.
fn spread_into(map: &mut Map, name: &'static str, from: &Value) {
    let part = each_answer(from, &|from| match from.as_unknown() {
        Some(unknown) => {
            let part = Unknown::clone(unknown).symbol(unknown.symbol.part([name])).with_elements(None);
            Value::new(Kind::Unknown(Arc::new(part)), from.span())
        }
        None if from.is_null() => from.clone(),
        None => from.get(name).cloned().unwrap_or_else(|| Value::null(from.span())),
    });
    if is_said(&part) {
        map.insert(name, part.span(), part);
    }
}
