//! What is done to values of which some are choices: it is done to each of their branches.
//!
//! Of more combinations of branches than are told apart, each choice becomes one value, with what its branches have in
//! common: a list that is there on a condition has further items that may be there.

use std::sync::Arc;

use super::world::MAX_CONDITIONS;
use super::{Choice, Conditions, Kind, List, Map, Reason, Unknown, Value, World, in_common};

/// How many combinations of branches are told apart.
const MAX_BRANCHES: usize = 256;

/// Where choices are taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Those that are operands.
    Operands,
    /// Those among the items of lists and sets, too.
    Items,
    /// Those among the values of maps, too.
    Entries,
}

/// What a language has to say of choices.
pub trait Distributor {
    /// The result of the operation on operands of which none is a choice.
    fn apply(&mut self, operands: &[Value]) -> Value;

    /// What stands in a branch in place of the result, where the operands are too much to go on with.
    fn refuses(&mut self, operands: &[Value]) -> Option<Value>;

    /// A choice of two results.
    fn choose(&mut self, condition: &Arc<Unknown>, when_true: Value, when_false: Value) -> Value;
}

/// The result of an operation on operands that may be choices.
pub fn distribute(operands: &[Value], depth: Depth, by: &mut dyn Distributor) -> Value {
    if operands.iter().all(|operand| choice_in(operand, depth).is_none()) {
        return by.apply(operands);
    }
    match few(operands, depth, &mut |operands| by.refuses(operands)) {
        Ok(true) => return each_branch(operands, depth, by),
        Ok(false) => {}
        Err(refused) => return refused,
    }
    let merged: Vec<Value> = operands.iter().map(|operand| merged(operand, depth)).collect();
    by.refuses(&merged).unwrap_or_else(|| by.apply(&merged))
}

/// Whether the combinations of branches of these are few enough to be told apart.
pub fn are_few(operands: &[Value], depth: Depth) -> bool {
    few(operands, depth, &mut |_| None).is_ok_and(|are_few| are_few)
}

/// The same, or what refuses to count them, which is work as well.
fn few(operands: &[Value], depth: Depth, refuses: Refuses<'_>) -> Result<bool, Value> {
    let open: Vec<Value> = operands.iter().filter(|it| choice_in(it, depth).is_some()).cloned().collect();
    let mut conditions = Conditions::default();
    open.iter().for_each(|operand| open_conditions(operand, depth, &mut conditions));
    if conditions.len() <= MAX_CONDITIONS {
        return Ok(true);
    }
    // Each condition that is asked for makes one combination more, at least.
    if conditions.len() >= MAX_BRANCHES {
        return Ok(false);
    }
    count(&open, depth, MAX_BRANCHES, refuses).map(|left| left.is_some())
}

/// What stands in place of a result where these are too much to go on with.
type Refuses<'r> = &'r mut dyn FnMut(&[Value]) -> Option<Value>;

fn each_branch(operands: &[Value], depth: Depth, by: &mut dyn Distributor) -> Value {
    let Some(choice) = operands.iter().find_map(|operand| choice_in(operand, depth)) else {
        return by.apply(operands);
    };
    let mut branch = |answer: bool| {
        let operands = answered(operands, &choice, answer);
        by.refuses(&operands).unwrap_or_else(|| each_branch(&operands, depth, by))
    };
    let (when_true, when_false) = (branch(true), branch(false));
    by.choose(&choice.condition, when_true, when_false)
}

/// Counts combinations of branches: how many more there may be, `None` where there are more than are left.
fn count(operands: &[Value], depth: Depth, left: usize, refuses: Refuses<'_>) -> Result<Option<usize>, Value> {
    let Some(choice) = operands.iter().find_map(|operand| choice_in(operand, depth)) else {
        return Ok(left.checked_sub(1));
    };
    let mut left = left;
    for answer in [true, false] {
        let branch = answered(operands, &choice, answer);
        if let Some(refused) = refuses(&branch) {
            return Err(refused);
        }
        match count(&branch, depth, left, refuses)? {
            Some(rest) => left = rest,
            None => return Ok(None),
        }
    }
    Ok(Some(left))
}

fn answered(operands: &[Value], choice: &Choice, answer: bool) -> Vec<Value> {
    let world = World::default().with(&choice.condition, answer);
    operands.iter().map(|operand| operand.under(&world)).collect()
}

fn choice_in(value: &Value, depth: Depth) -> Option<Arc<Choice>> {
    match &value.kind {
        Kind::Choice(choice) => Some(Arc::clone(choice)),
        Kind::List(_) | Kind::Set(_) if depth != Depth::Operands => {
            value.members()?.items.iter().find_map(|item| choice_in(item, depth))
        }
        Kind::Map(map) if depth == Depth::Entries => map.values().find_map(|value| choice_in(value, depth)),
        _ => None,
    }
}

fn open_conditions(value: &Value, depth: Depth, found: &mut Conditions) {
    match &value.kind {
        Kind::Choice(choice) => {
            found.add(&choice.condition);
            open_conditions(&choice.when_true, depth, found);
            open_conditions(&choice.when_false, depth, found);
        }
        Kind::List(_) | Kind::Set(_) if depth != Depth::Operands => {
            value.members().into_iter().flat_map(|it| it.items).for_each(|item| open_conditions(item, depth, found));
        }
        Kind::Map(map) if depth == Depth::Entries => {
            map.values().for_each(|value| open_conditions(value, depth, found));
        }
        _ => {}
    }
}

/// The value with one value in the place of each choice.
fn merged(value: &Value, depth: Depth) -> Value {
    let kind = match &value.kind {
        Kind::Choice(choice) => return one_of_branches(value, choice),
        Kind::List(list) if depth != Depth::Operands => match list.may_shrink() {
            // Which items there are is open.
            Some(condition) => Kind::Unknown(Arc::new(further(&list.items, list.rest.as_ref(), condition, value))),
            None => {
                let items = list.items.iter().map(|item| merged(item, depth)).collect();
                Kind::List(List { items, rest: list.rest.clone() })
            }
        },
        Kind::Set(set) if depth != Depth::Operands => {
            Kind::Set(set.with_items(set.items().iter().map(|item| merged(item, depth)).collect()))
        }
        Kind::Map(map) if depth == Depth::Entries => {
            let mut changed = Map::clone(map);
            for (key, entry) in map.iter().filter(|(_, entry)| choice_in(&entry.value, depth).is_some()) {
                changed.insert(Arc::clone(key), entry.key_span, merged(&entry.value, depth));
            }
            Kind::Map(changed)
        }
        _ => return value.clone(),
    };
    Value { kind, origin: value.origin.clone() }
}

/// What stands for one of the branches of a choice.
fn one_of_branches(value: &Value, choice: &Choice) -> Value {
    let mut branches = Vec::new();
    leaves(choice, &mut branches);
    let open = open(&choice.condition, value);
    if branches.len() > MAX_BRANCHES {
        return Value { kind: Kind::Unknown(Arc::new(open)), origin: value.origin.clone() };
    }
    let items: Option<Vec<&[Value]>> = branches
        .iter()
        .map(|branch| branch.members().filter(|it| it.rest.is_none()).map(|members| members.items))
        .collect();
    let elements = items.map(|items| items.concat().into());
    let one = in_common(&branches, &open.with_elements(elements));
    Value { kind: one.kind, origin: value.origin.clone() }
}

/// The values that a choice may be.
fn leaves<'v>(choice: &'v Choice, found: &mut Vec<&'v Value>) {
    for branch in [&choice.when_true, &choice.when_false] {
        match &branch.kind {
            Kind::Choice(choice) => leaves(choice, found),
            _ => found.push(branch),
        }
        if found.len() > MAX_BRANCHES {
            return;
        }
    }
}

/// A list of which nobody knows which of its items are there.
fn further(items: &[Value], rest: Option<&Arc<Unknown>>, condition: &Arc<Unknown>, value: &Value) -> Unknown {
    let mut any = Vec::new();
    for item in items {
        match &item.kind {
            Kind::Choice(choice) => leaves(choice, &mut any),
            _ => any.push(item),
        }
    }
    let any = any.into_iter().filter(|item| !item.is_null()).cloned().collect();
    open(condition, value).with_elements(rest.is_none().then_some(any))
}

/// What stands for a value that rests on more conditions than are told apart.
fn open(condition: &Unknown, value: &Value) -> Unknown {
    let reason = Reason::Conditions { most: MAX_CONDITIONS };
    let open = Unknown::new(Arc::clone(&condition.expression), value.span(), reason).symbol(value.symbol());
    Unknown { may_fail: condition.may_fail, ..open }
}

/// A choice of lists as one list, each item of which is there on a condition.
pub fn on_conditions(list: Value) -> Value {
    let Kind::Choice(choice) = &list.kind else { return list };
    let mut all = List::default();
    for (branch, answer) in [(&choice.when_true, true), (&choice.when_false, false)] {
        let part = on_conditions(branch.clone());
        let Kind::List(part) = part.kind else {
            let further = part.as_unknown().map_or_else(|| Arc::clone(&choice.condition), Arc::clone);
            all.rest = Unknown::both(all.rest.as_ref(), Some(&further));
            continue;
        };
        all.rest = Unknown::both(all.rest.as_ref(), part.rest.as_ref());
        all.items.extend(part.items.into_iter().map(|item| {
            let unset = Value::null(item.span());
            let (when_true, when_false) = if answer { (item, unset) } else { (unset, item) };
            Value::choice(Arc::clone(&choice.condition), when_true, when_false)
        }));
    }
    Value { kind: Kind::List(all), origin: list.origin }
}
