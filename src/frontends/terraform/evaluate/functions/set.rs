//! Functions of sets. A set is a list of different items in the order in which Terraform goes through them.

use super::super::types::{Keys, Type, convert, in_set_order};
use super::arguments::Wanted::{Any, Set};
use super::arguments::{Answer, Arguments, Gap, Row, row};
use super::is_known;
use super::list::open_list;
use crate::value::{Kind, List, Shape, Value};

/// How many combinations `setproduct` gives at most.
const MAX_PRODUCT: usize = 10_000;

pub(super) const TABLE: &[Row] = &[
    row("setintersection", &[Set], intersection).more(Set).deep(),
    row("setproduct", &[], product).more(Any),
    row("setsubtract", &[Set, Set], subtract).deep(),
    row("setunion", &[Set], union).more(Set).deep(),
];

/// The operands as sets of the type that all share, known to their last item.
fn sets(of: &Arguments<'_>) -> Result<Vec<Vec<Value>>, Gap> {
    let shared = shared(of)?;
    let mut sets = Vec::new();
    for at in 0..of.values.len() {
        let items = of.items(at)?;
        if !items.iter().all(is_known) {
            return Err(Gap::Open);
        }
        sets.push(items.iter().map(|item| convert(item, &shared)).collect::<Result<_, _>>().map_err(Gap::Error)?);
    }
    Ok(sets)
}

fn shared(of: &Arguments<'_>) -> Result<Type, Gap> {
    let items = of.values.iter().filter_map(Value::as_list).flat_map(|list| &list.items);
    let types: Vec<_> = items.map(Type::of).collect();
    Type::shared(&types).ok_or_else(|| Gap::error("the sets have no type in common"))
}

fn give(of: &Arguments<'_>, items: Vec<Value>) -> Answer {
    of.give_list(List { items: in_set_order(items), rest: None }, Shape::Set)
}

fn union(of: &Arguments<'_>) -> Answer {
    let shared = shared(of)?;
    let (mut items, mut rest) = (Vec::new(), None);
    for operand in of.values {
        let more = open_list(operand)?;
        for item in &more.items {
            items.push(convert(item, &shared).map_err(Gap::Error)?);
        }
        rest = rest.or(more.rest);
    }
    of.give_list(List { items: in_set_order(items), rest }, Shape::Set)
}

fn intersection(of: &Arguments<'_>) -> Answer {
    let sets = sets(of)?;
    let Some((first, others)) = sets.split_first() else { return Err(Gap::Open) };
    let others: Vec<Keys> = others.iter().map(|items| Keys::of(items)).collect();
    give(of, first.iter().filter(|item| others.iter().all(|keys| keys.has(item))).cloned().collect())
}

fn subtract(of: &Arguments<'_>) -> Answer {
    let sets = sets(of)?;
    let [from, without] = sets.as_slice() else { return Err(Gap::Open) };
    let without = Keys::of(without);
    give(of, from.iter().filter(|item| !without.has(item)).cloned().collect())
}

/// Every combination of one item of each; of sets a set, else a list.
fn product(of: &Arguments<'_>) -> Answer {
    if of.values.len() < 2 {
        return Err(Gap::error("it takes at least two sets"));
    }
    let mut lists = Vec::new();
    for at in 0..of.values.len() {
        let items = of.items(at)?;
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
    let is_set = (0..of.values.len()).any(|at| of.is_set(at));
    if is_set { give_product(of, items) } else { of.give_list(List { items, rest: None }, Shape::Uniform) }
}

fn give_product(of: &Arguments<'_>, items: Vec<Value>) -> Answer {
    let product = Value::new(Kind::List(List { items: in_set_order(items), rest: None }), of.span);
    Ok(product.shaped(Shape::Set))
}
