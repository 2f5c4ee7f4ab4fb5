//! Functions of lists.

use std::sync::Arc;

use super::super::conversion::{equal, truth};
use super::super::distribute::rest_of;
use super::super::types::{Type, convert, without_equals};
use super::arguments::Wanted::{Any, AnyOrNull, Bools, List as AnyList, Number, Texts};
use super::arguments::{Answer, Arguments, Gap, Row, item_text, row};
use super::{decided, is_known};
use crate::value::{Kind, List, Nature, Shape, Truth, Unknown, Value};

pub(super) const TABLE: &[Row] = &[
    row("alltrue", &[Bools], alltrue).deep(),
    row("anytrue", &[Bools], anytrue).deep(),
    row("chunklist", &[AnyList, Number], chunklist),
    row("coalesce", &[], coalesce).more(AnyOrNull),
    row("coalescelist", &[], coalescelist).more(AnyOrNull),
    row("compact", &[Texts], compact).deep(),
    row("concat", &[], concat).more(Any),
    row("contains", &[Any, Any], contains).deep(),
    row("distinct", &[AnyList], distinct).deep(),
    row("element", &[Any, Number], element),
    row("flatten", &[Any], flatten).deep(),
    row("index", &[Any, Any], index).deep(),
    row("matchkeys", &[AnyList, AnyList, AnyList], matchkeys).deep(),
    row("one", &[Any], one).deep(),
    row("reverse", &[Any], reverse),
    row("slice", &[Any, Number, Number], slice),
    row("sort", &[Texts], sort).deep(),
];

/// The list of an operand, of which an unknown one has no known item.
pub(super) fn open_list(value: &Value) -> Result<List, Gap> {
    match &value.kind {
        Kind::List(list) => Ok(List { items: list.items.clone(), rest: list.rest.as_ref().map(rest_of) }),
        Kind::Unknown(unknown) => Ok(List { items: Vec::new(), rest: Some(rest_of(unknown)) }),
        _ => Err(Gap::Error(format!("a list is needed, not {}", value.kind_name()))),
    }
}

fn first(of: &Arguments<'_>) -> Result<List, Gap> {
    open_list(of.values.first().ok_or(Gap::Open)?)
}

fn alltrue(of: &Arguments<'_>) -> Answer {
    let list = of.list(0)?;
    decide(of, Truth::all(list.items.iter().map(item_truth)).and(rest_truth(list)))
}

fn anytrue(of: &Arguments<'_>) -> Answer {
    let list = of.list(0)?;
    let rest = if list.rest.is_some() { Truth::Unknown } else { Truth::False };
    decide(of, Truth::any(list.items.iter().map(item_truth)).or(rest))
}

fn rest_truth(list: &List) -> Truth {
    if list.rest.is_some() { Truth::Unknown } else { Truth::True }
}

/// Null counts as false.
fn item_truth(item: &Value) -> Truth {
    if item.is_null() { Truth::False } else { truth(item).map_or(Truth::Unknown, Truth::from) }
}

fn decide(of: &Arguments<'_>, truth: Truth) -> Answer {
    of.bool(decided(truth).ok_or(Gap::Open)?)
}

fn chunklist(of: &Arguments<'_>) -> Answer {
    let (items, size) = (of.items(0)?, of.count(1)?);
    // Zero means one chunk.
    let size = if size == 0 { items.len().max(1) } else { size };
    let chunk = |chunk: &[Value]| Value::list(chunk.to_vec(), of.span).shaped(Shape::Uniform);
    of.give_list(List { items: items.chunks(size).map(chunk).collect(), rest: None }, Shape::Uniform)
}

/// The first that is neither null nor empty, as the type that all share.
fn coalesce(of: &Arguments<'_>) -> Answer {
    let types: Vec<_> = of.values.iter().map(Type::of).collect();
    let shared = Type::shared(&types).ok_or_else(|| Gap::error("the arguments have no type in common"))?;
    for operand in of.values {
        let absent = decided(equal(operand, &Value::null(of.span))).ok_or(Gap::Open)?
            || decided(equal(operand, &Value::string("", of.span))).ok_or(Gap::Open)?;
        if !absent {
            return convert(operand, &shared).map_err(Gap::Error);
        }
    }
    Err(Gap::error("every argument is null or empty"))
}

fn coalescelist(of: &Arguments<'_>) -> Answer {
    let is_list = |operand: &Value| matches!(operand.kind, Kind::List(_) | Kind::Unknown(_));
    if let Some(other) = of.values.iter().find(|operand| !is_list(operand)) {
        return Err(Gap::Error(format!("a list is needed, not {}", other.kind_name())));
    }
    for operand in of.values {
        match &operand.kind {
            Kind::List(_) if operand.shape() == Shape::Set => {
                return Err(Gap::error("a list is needed, not a set"));
            }
            Kind::List(list) if !list.items.is_empty() => return Ok(operand.clone()),
            Kind::List(list) if list.rest.is_none() => {}
            _ => return Err(Gap::Open),
        }
    }
    Err(Gap::error("every list is empty"))
}

fn compact(of: &Arguments<'_>) -> Answer {
    let List { items, mut rest } = first(of)?;
    let mut kept = Vec::new();
    for item in items {
        let is_empty = if item.is_null() { Some(true) } else { decided(equal(&item, &Value::string("", of.span))) };
        match (is_empty, item.as_unknown()) {
            (Some(true), _) => {}
            (None, Some(unknown)) => rest = Some(rest_of(unknown)),
            _ => kept.push(item),
        }
    }
    of.give_list(List { items: kept, rest }, Shape::Uniform)
}

/// Lists give a list of the type that they share, else a tuple.
fn concat(of: &Arguments<'_>) -> Answer {
    if of.values.is_empty() {
        return Err(Gap::error("it takes at least one list"));
    }
    let uniform = of.values.iter().all(|operand| operand.as_unknown().is_some() || operand.shape() == Shape::Uniform);
    let (mut items, mut rest) = (Vec::new(), None);
    for (at, operand) in of.values.iter().enumerate() {
        if of.is_set(at) {
            return Err(Gap::error("a list is needed, not a set"));
        }
        let more = open_list(operand)?;
        items.extend(more.items);
        rest = rest.or(more.rest);
    }
    let joined = Value::new(Kind::List(List { items, rest }), of.span);
    if uniform && joined.as_list().is_some_and(|list| !list.items.is_empty()) {
        return convert(&joined, &Type::list(Type::Any)).or(Ok(joined));
    }
    Ok(joined)
}

fn contains(of: &Arguments<'_>) -> Answer {
    let (list, wanted) = (of.list(0)?, of.values.get(1).ok_or(Gap::Open)?);
    let found = Truth::any(list.items.iter().map(|item| equal(item, wanted)));
    decide(of, found.or(if list.rest.is_some() { Truth::Unknown } else { Truth::False }))
}

/// Where an item is not known, how many there are is not either.
fn distinct(of: &Arguments<'_>) -> Answer {
    let List { items, rest } = first(of)?;
    let unknown = if items.len() > 1 { items.iter().find_map(first_unknown) } else { None };
    let rest = rest.or_else(|| unknown.map(|unknown| rest_of(&unknown)));
    of.give_list(List { items: without_equals(items), rest }, Shape::Uniform)
}

fn first_unknown(item: &Value) -> Option<Arc<Unknown>> {
    item.unknowns().into_iter().next()
}

/// Wraps around at the end of the list.
fn element(of: &Arguments<'_>) -> Answer {
    let (items, at) = (of.items(0)?, of.count(1)?);
    if of.is_set(0) {
        return Err(Gap::error("a list is needed, not a set"));
    }
    let at = at.checked_rem(items.len()).ok_or_else(|| Gap::error("the list is empty"))?;
    items.get(at).cloned().ok_or(Gap::Open)
}

fn flatten(of: &Arguments<'_>) -> Answer {
    let mut flat = List::default();
    flatten_into(&first(of)?, &mut flat);
    of.give_list(flat, Shape::Written)
}

fn flatten_into(from: &List, into: &mut List) {
    for item in &from.items {
        match &item.kind {
            Kind::List(inner) => flatten_into(inner, into),
            // What AWS assigns is a text.
            Kind::Unknown(unknown) if unknown.nature != Nature::Anything => into.items.push(item.clone()),
            // It may be a list or not; either way there are items that are not known.
            Kind::Unknown(unknown) => into.rest = Some(rest_of(unknown)),
            _ => into.items.push(item.clone()),
        }
    }
    into.rest = into.rest.clone().or_else(|| from.rest.as_ref().map(rest_of));
}

fn index(of: &Arguments<'_>) -> Answer {
    let (list, wanted) = (of.list(0)?, of.values.get(1).ok_or(Gap::Open)?);
    if of.is_set(0) {
        return Err(Gap::error("a list is needed, not a set"));
    }
    for (at, item) in list.items.iter().enumerate() {
        if decided(equal(item, wanted)).ok_or(Gap::Open)? {
            return of.give_count(at);
        }
    }
    Err(if list.rest.is_some() { Gap::Open } else { Gap::error("no item is equal to it") })
}

/// The values whose key is among those that are searched for.
fn matchkeys(of: &Arguments<'_>) -> Answer {
    let (values, keys, wanted) = (of.items(0)?, of.items(1)?, of.items(2)?);
    if values.len() != keys.len() {
        return Err(Gap::error("there are not as many keys as values"));
    }
    let types: Vec<_> = keys.iter().chain(wanted).map(Type::of).collect();
    let shared = Type::shared(&types).ok_or_else(|| Gap::error("the keys have no type in common"))?;
    if ![keys, wanted].iter().all(|items| items.iter().all(is_known)) {
        return Err(Gap::Open);
    }
    let converted = |items: &[Value]| items.iter().map(|item| convert(item, &shared)).collect::<Result<Vec<_>, _>>();
    let wanted = super::super::types::Keys::of(&converted(wanted).map_err(Gap::Error)?);
    let keys = converted(keys).map_err(Gap::Error)?;
    let found = values.iter().zip(&keys).filter(|(_, key)| wanted.has(key)).map(|(value, _)| value.clone());
    of.give_list(List { items: found.collect(), rest: None }, Shape::Uniform)
}

/// The only item, null of none. A list with an open end has at most the item that is known.
fn one(of: &Arguments<'_>) -> Answer {
    let list = of.list(0)?;
    match (list.items.as_slice(), &list.rest) {
        ([], None) => Ok(Value::null(of.span)),
        ([only], _) => Ok(only.clone()),
        ([], Some(_)) => Err(Gap::Open),
        _ => Err(Gap::error("the list has more than one item")),
    }
}

fn reverse(of: &Arguments<'_>) -> Answer {
    let items = of.items(0)?.iter().rev().cloned().collect();
    let shape = if of.is_set(0) { Shape::Uniform } else { of.known(0)?.shape() };
    of.give_list(List { items, rest: None }, shape)
}

fn slice(of: &Arguments<'_>) -> Answer {
    let (items, start, end) = (of.items(0)?, of.count(1)?, of.count(2)?);
    if of.is_set(0) {
        return Err(Gap::error("a list is needed, not a set"));
    }
    let items = items.get(start..end).ok_or_else(|| Gap::error("the indices are not in the list"))?.to_vec();
    of.give_list(List { items, rest: None }, of.known(0)?.shape())
}

fn sort(of: &Arguments<'_>) -> Answer {
    let mut texts = Vec::new();
    for item in of.items(0)? {
        texts.push(item_text(item)?.as_str().map(|text| (text.to_owned(), item.clone())).ok_or(Gap::Open)?);
    }
    texts.sort_by(|(a, _), (b, _)| a.cmp(b));
    let items = texts.into_iter().map(|(_, item)| item).collect();
    of.give_list(List { items, rest: None }, Shape::Uniform)
}
