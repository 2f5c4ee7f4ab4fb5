//! How blocks become properties: tables of fields, read by one function.

use std::sync::Arc;

use crate::frontends::terraform::declared::{Block, Instance};
use crate::frontends::terraform::evaluate::{each_answer, each_branch, first_of};
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Text, Unknown, Value};

/// What one argument or block becomes.
pub(super) struct Field {
    /// The argument's or the block's name.
    from: &'static str,
    shape: Shape,
}

enum Shape {
    /// An argument, at a path of properties.
    Argument(&'static [&'static str], fn(&Value) -> Value),
    /// A block of which there is at most one.
    One(&'static str, &'static [Field]),
    /// A block of which there may be many.
    Each(&'static str, &'static [Field]),
    /// A block whose fields become properties of what it stands in.
    Spread(&'static [Field]),
}

/// An argument that becomes a property.
pub(super) const fn argument(from: &'static str, to: &'static [&'static str]) -> Field {
    Field { from, shape: Shape::Argument(to, Value::clone) }
}

/// An argument whose value is spelled differently.
pub(super) const fn converted(from: &'static str, to: &'static [&'static str], by: fn(&Value) -> Value) -> Field {
    Field { from, shape: Shape::Argument(to, by) }
}

/// A block that becomes a map.
pub(super) const fn one(from: &'static str, to: &'static str, fields: &'static [Field]) -> Field {
    Field { from, shape: Shape::One(to, fields) }
}

/// Blocks that become a list of maps.
pub(super) const fn each(from: &'static str, to: &'static str, fields: &'static [Field]) -> Field {
    Field { from, shape: Shape::Each(to, fields) }
}

/// A block whose fields belong to what it stands in.
pub(super) const fn spread(from: &'static str, fields: &'static [Field]) -> Field {
    Field { from, shape: Shape::Spread(fields) }
}

/// The texts of attributes by which others may mean a resource.
pub(super) fn named(it: &dyn Instance, attributes: &[&str]) -> Vec<Text> {
    attributes.iter().filter_map(|name| it.attribute(name).to_text()).collect()
}

/// The properties that a block's arguments and blocks become. What is not set is left out.
pub(super) fn properties(block: &dyn Block, fields: &[Field]) -> Map {
    let mut map = Map::default();
    fields.iter().for_each(|field| put_field(block, field, &mut map));
    map
}

fn put_field(block: &dyn Block, field: &Field, map: &mut Map) {
    match &field.shape {
        Shape::Argument(to, by) => {
            if let Some(Entry { key_span, value }) = block.argument(field.from) {
                put(map, to, key_span, each_branch(&value, by));
            }
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

/// What a block of which there is at most one becomes; `None` where there is none.
fn one_block(block: &dyn Block, name: &str, fields: &[Field]) -> Option<Value> {
    let value = first_of(&blocks(block, name, fields)?);
    (!value.is_null()).then_some(value)
}

/// What blocks of a type become, as a list.
fn blocks(block: &dyn Block, name: &str, fields: &[Field]) -> Option<Value> {
    let list = block.each_block(name, &|inner| Value::map(properties(inner, fields), inner.header()))?;
    not_empty(&list)
}

impl Field {
    /// The property that the field becomes.
    fn to(&self) -> Option<&'static str> {
        match self.shape {
            Shape::Argument(to, _) => to.first().copied(),
            Shape::One(to, _) | Shape::Each(to, _) => Some(to),
            Shape::Spread(_) => None,
        }
    }
}

/// A list in which "no block" is null, as it is where none is written; `None` where there is surely none.
pub(super) fn not_empty(list: &Value) -> Option<Value> {
    let list = each_branch(list, &|list| {
        let is_empty = list.as_list().is_some_and(|list| list.items.is_empty() && list.rest.is_none());
        if is_empty { Value::null(list.span()) } else { list.clone() }
    });
    (!list.is_null()).then_some(list)
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
        None => from.get(name).cloned().unwrap_or_else(|| Value::null(from.span())),
    });
    if !part.is_null() {
        map.insert(name, part.span(), part);
    }
}
