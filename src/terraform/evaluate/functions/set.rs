//! Functions of sets.

use std::sync::Arc;

use super::super::types::{Type, convert};
use super::arguments::Wanted::{Any, Set as AnySet};
use super::arguments::{Answer, Arguments, Gap, Row, row};
use crate::value::{Keys, Kind, List, Members, Set, Shape, Truth, Unknown, Value};

/// How many combinations `setproduct` gives at most.
const MAX_PRODUCT: usize = 10_000;

pub(super) const TABLE: &[Row] = &[
    row("setintersection", &[AnySet], intersection).more(AnySet).deep(),
    row("setproduct", &[], product).more(Any),
    row("setsubtract", &[AnySet, AnySet], subtract).deep(),
    row("setunion", &[AnySet], union).more(AnySet).deep(),
];

/// The operands as sets of the type that all share. One that is not known has no known item.
fn sets(of: &Arguments<'_>) -> Result<Vec<Set>, Gap> {
    let items = of.values.iter().filter_map(Value::members).flat_map(|members| members.items);
    let types: Vec<_> = items.map(Type::of).collect();
    let shared = Type::shared(&types).ok_or_else(|| Gap::error("the sets have no type in common"))?;
    let set = |operand: &Value| match (operand.members(), operand.as_unknown()) {
        (Some(Members { items, rest }), _) => {
            let items = items.iter().map(|item| convert(item, &shared)).collect::<Result<_, _>>();
            Ok(Set::new(items.map_err(Gap::Error)?, rest.cloned()))
        }
        (None, Some(unknown)) => Ok(Set::new(Vec::new(), Some(Arc::clone(unknown)))),
        (None, None) => Err(Gap::Error(format!("a set is needed, not {}", operand.kind_name()))),
    };
    of.values.iter().map(set).collect()
}

fn give(of: &Arguments<'_>, items: Vec<Value>, rest: Option<Arc<Unknown>>) -> Answer {
    Ok(Value::new(Kind::Set(Set::new(items, rest.map(|rest| of.same_rest(&rest)))), of.span))
}

fn union(of: &Arguments<'_>) -> Answer {
    let sets = sets(of)?;
    let rest = Unknown::all(sets.iter().filter_map(|set| set.rest.as_ref()));
    give(of, sets.iter().flat_map(|set| set.items().iter().cloned()).collect(), rest)
}

/// The items of a set that stay. One of which that is open counts as an item that is not known.
fn filtered(of: &Arguments<'_>, set: &Set, stays: impl Fn(&Value) -> Truth) -> Answer {
    let (mut items, mut rest) = (Vec::new(), Vec::from_iter(set.rest.clone()));
    for item in set.items() {
        match stays(item) {
            Truth::True => items.push(item.clone()),
            Truth::False => {}
            Truth::Unknown => {
                let cause = item.first_unknown().or_else(|| of.cause());
                rest.extend(cause.map(|cause| Unknown::of_elements(cause, Some([item.clone()].into()))));
            }
        }
    }
    if items.is_empty() && !rest.is_empty() { Err(Gap::Open) } else { give(of, items, Unknown::all(&rest)) }
}

/// Whether anything is among the items of a set that are not known.
fn rest_truth(set: &Set) -> Truth {
    if set.rest.is_some() { Truth::Unknown } else { Truth::False }
}

fn intersection(of: &Arguments<'_>) -> Answer {
    let sets = sets(of)?;
    let Some((first, others)) = sets.split_first() else { return Err(Gap::Open) };
    let others: Vec<_> = others.iter().map(|set| (Keys::of(set.items()), rest_truth(set))).collect();
    filtered(of, first, |item| Truth::all(others.iter().map(|(keys, rest)| keys.has(item).or(*rest))))
}

fn subtract(of: &Arguments<'_>) -> Answer {
    let sets = sets(of)?;
    let [from, without] = sets.as_slice() else { return Err(Gap::Open) };
    let (keys, rest) = (Keys::of(without.items()), rest_truth(without));
    filtered(of, from, |item| !keys.has(item).or(rest))
}

/// Every combination of one item of each; of sets a set, else a list.
fn product(of: &Arguments<'_>) -> Answer {
    if of.values.len() < 2 {
        return Err(Gap::error("it takes at least two sets"));
    }
    let is_set = (0..of.values.len()).any(|at| of.is_set(at));
    let mut lists = Vec::new();
    for at in 0..of.values.len() {
        let items = if is_set { closed(of, at)? } else { of.items(at)? };
        let shared = Type::shared(&items.iter().map(Type::of).collect::<Vec<_>>());
        let shared = shared.ok_or_else(|| Gap::error("the items have no type in common"))?;
        let items = items.iter().map(|item| convert(item, &shared)).collect::<Result<Vec<_>, _>>();
        lists.push(items.map_err(Gap::Error)?);
    }
    let count = lists.iter().try_fold(1_usize, |count, items| count.checked_mul(items.len()));
    if count.is_none_or(|count| count > MAX_PRODUCT) {
        return Err(Gap::too_long());
    }
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    for items in &lists {
        let with = |row: &Vec<Value>, item: &Value| row.iter().chain([item]).cloned().collect();
        rows = rows.iter().flat_map(|row| items.iter().map(move |item| with(row, item))).collect();
    }
    let items: Vec<Value> = rows.into_iter().map(|row| Value::list(row, of.span)).collect();
    if is_set { give(of, items, None) } else { of.give_list(List { items, rest: None }, Shape::Uniform) }
}

/// The items of an operand that is known to the last one, in any order.
fn closed<'a>(of: &Arguments<'a>, at: usize) -> Result<&'a [Value], Gap> {
    let Members { items, rest } = of.members(at)?;
    if rest.is_some() { Err(Gap::Open) } else { Ok(items) }
}
