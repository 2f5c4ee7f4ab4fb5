//! Functions of lists and sets. A set is a list without equal items, strings sorted as Terraform sorts them.

use std::sync::Arc;

use super::super::conversion::{equal, index};
use super::super::distribute::rest_of;
use super::{Known, decided, is_known};
use crate::source::Span;
use crate::value::{Kind, List, Number, Unknown, Value};

pub(super) fn known(name: &str) -> Option<Known> {
    Some(match name {
        "concat" => Known(concat, false),
        "coalesce" => Known(coalesce, false),
        "coalescelist" => Known(coalescelist, false),
        "compact" => Known(compact, true),
        "flatten" => Known(flatten, true),
        "distinct" => Known(distinct, true),
        "toset" => Known(toset, true),
        "tolist" => Known(tolist, false),
        "setunion" => Known(setunion, true),
        "element" => Known(element, false),
        "index" => Known(position, true),
        "one" => Known(one, true),
        "reverse" => Known(reverse, false),
        "sort" => Known(sort, true),
        _ => return None,
    })
}

fn list(items: Vec<Value>, rest: Option<Arc<Unknown>>, span: Span) -> Value {
    Value::new(Kind::List(List { items, rest }), span)
}

/// The list of an operand, of which an unknown one has no known item.
fn open_list(value: &Value) -> Option<List> {
    match &value.kind {
        Kind::List(list) => Some(List { items: list.items.clone(), rest: list.rest.as_ref().map(rest_of) }),
        Kind::Unknown(unknown) => Some(List { items: Vec::new(), rest: Some(rest_of(unknown)) }),
        _ => None,
    }
}

fn concat(operands: &[Value], span: Span) -> Option<Value> {
    let (mut items, mut rest) = (Vec::new(), None);
    for operand in operands {
        let more = open_list(operand)?;
        items.extend(more.items);
        rest = rest.or(more.rest);
    }
    Some(list(items, rest, span))
}

/// The first that is neither null nor empty.
fn coalesce(operands: &[Value], span: Span) -> Option<Value> {
    for operand in operands {
        let absent = match decided(equal(operand, &Value::null(span)))? {
            true => true,
            false => decided(equal(operand, &Value::string("", span)))?,
        };
        if !absent {
            return Some(operand.clone());
        }
    }
    None
}

fn coalescelist(operands: &[Value], _: Span) -> Option<Value> {
    for operand in operands {
        match &operand.kind {
            Kind::Null => {}
            Kind::List(list) if !list.items.is_empty() => return Some(operand.clone()),
            Kind::List(list) if list.rest.is_none() => {}
            _ => return None,
        }
    }
    None
}

fn compact(operands: &[Value], span: Span) -> Option<Value> {
    let [operand] = operands else { return None };
    let List { items, mut rest } = open_list(operand)?;
    let mut kept = Vec::new();
    for item in items {
        let is_empty = if item.is_null() { Some(true) } else { decided(equal(&item, &Value::string("", span))) };
        match (is_empty, item.as_unknown()) {
            (Some(true), _) => {}
            (None, Some(unknown)) => rest = Some(rest_of(unknown)),
            _ => kept.push(item),
        }
    }
    Some(list(kept, rest, span))
}

fn flatten(operands: &[Value], span: Span) -> Option<Value> {
    let [operand] = operands else { return None };
    let mut flat = List::default();
    flatten_into(&open_list(operand)?, &mut flat);
    Some(list(flat.items, flat.rest, span))
}

fn flatten_into(from: &List, into: &mut List) {
    for item in &from.items {
        match &item.kind {
            Kind::List(inner) => flatten_into(inner, into),
            // It may be a list or not; either way there are items that are not known.
            Kind::Unknown(unknown) => into.rest = Some(rest_of(unknown)),
            _ => into.items.push(item.clone()),
        }
    }
    into.rest = into.rest.clone().or_else(|| from.rest.as_ref().map(rest_of));
}

fn distinct(operands: &[Value], span: Span) -> Option<Value> {
    let [operand] = operands else { return None };
    let List { items, rest } = open_list(operand)?;
    Some(list(without_equals(items), rest, span))
}

fn without_equals(items: Vec<Value>) -> Vec<Value> {
    let mut seen = std::collections::HashSet::new();
    let is_new = |item: &Value| match (&item.kind, item.as_str()) {
        (_, Some(text)) => seen.insert(format!("s{text}")),
        (Kind::Number(Number(number)), _) => seen.insert(format!("n{number}")),
        (Kind::Unknown(unknown), _) => seen.insert(format!("u{}", unknown.symbol.0)),
        _ => true,
    };
    let mut is_new = is_new;
    items.into_iter().filter(|item| is_new(item)).collect()
}

fn toset(operands: &[Value], span: Span) -> Option<Value> {
    let [operand] = operands else { return None };
    if operand.as_unknown().is_some() {
        return None;
    }
    setunion(operands, span)
}

fn setunion(operands: &[Value], span: Span) -> Option<Value> {
    let Value { kind: Kind::List(List { items, rest }), .. } = concat(operands, span)? else { return None };
    let mut items = without_equals(items);
    if items.iter().all(|item| item.as_str().is_some()) {
        items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    }
    Some(list(items, rest, span))
}

fn tolist(operands: &[Value], _: Span) -> Option<Value> {
    let [operand] = operands else { return None };
    operand.as_list().map(|_| operand.clone())
}

/// Wraps around at the end of the list.
fn element(operands: &[Value], _: Span) -> Option<Value> {
    let [of, at] = operands else { return None };
    let (of, at) = (of.as_list()?, index(at)?);
    if of.rest.is_some() {
        return None;
    }
    of.items.get(at.checked_rem(of.items.len())?).cloned()
}

fn position(operands: &[Value], span: Span) -> Option<Value> {
    let [of, wanted] = operands else { return None };
    for (at, item) in of.as_list()?.items.iter().enumerate() {
        if decided(equal(item, wanted))? {
            #[expect(clippy::cast_precision_loss, reason = "no list has 2^52 items")]
            return Some(Value::new(Kind::Number(Number(at as f64)), span));
        }
    }
    None
}

/// The only item, null of none. A list with an open end has at most the item that is known.
fn one(operands: &[Value], span: Span) -> Option<Value> {
    let [of] = operands else { return None };
    match (of.as_list()?.items.as_slice(), &of.as_list()?.rest) {
        ([], None) => Some(Value::null(span)),
        ([only], _) => Some(only.clone()),
        _ => None,
    }
}

fn reverse(operands: &[Value], span: Span) -> Option<Value> {
    let [of] = operands else { return None };
    let of = of.as_list()?;
    of.rest.is_none().then(|| list(of.items.iter().rev().cloned().collect(), None, span))
}

fn sort(operands: &[Value], span: Span) -> Option<Value> {
    let [of] = operands else { return None };
    let mut items = of.as_list()?.items.clone();
    let sortable = is_known(of) && items.iter().all(|item| item.as_str().is_some());
    items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
    sortable.then(|| list(items, None, span))
}
