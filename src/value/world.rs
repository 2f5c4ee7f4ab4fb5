//! Choices on open conditions, and the worlds in which each is decided.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::test::answers;
use super::{Conditions, Kind, List, Map, Symbol, Unknown, Value};

/// How many open conditions that have nothing to do with each other are taken apart, each doubling the work; past that
/// a question is not decided.
pub const MAX_CONDITIONS: usize = 8;

/// One of two values, by a condition that the code leaves open.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The condition; its symbol is its identity, so one condition decides alike wherever it is used.
    pub condition: Arc<Unknown>,
    /// The value where the condition holds.
    pub when_true: Value,
    /// The value where it does not.
    pub when_false: Value,
}

impl Choice {
    /// The condition that a choice of true and false asks, and the answer with which it is true.
    pub fn as_condition(&self) -> Option<(&Arc<Unknown>, bool)> {
        match (&self.when_true.kind, &self.when_false.kind) {
            (Kind::Bool(answer), Kind::Bool(other)) if answer != other => Some((&self.condition, *answer)),
            _ => None,
        }
    }
}

/// An answer to each of some open conditions.
#[derive(Clone, Debug, Default)]
pub struct World {
    answers: BTreeMap<Symbol, (Arc<Unknown>, bool)>,
}

impl World {
    /// Every combination of answers to these conditions that some deployment has; `None` where there are too many. Of
    /// conditions that have nothing to do with each other, [`MAX_CONDITIONS`] are taken apart.
    pub(super) fn all(conditions: &[Arc<Unknown>]) -> Option<Vec<World>> {
        let world = |answers: Vec<bool>| {
            let answer = |(condition, answer): (&Arc<Unknown>, bool)| {
                (condition.symbol.clone(), (Arc::clone(condition), answer))
            };
            World { answers: conditions.iter().zip(answers).map(answer).collect() }
        };
        Some(answers(conditions)?.into_iter().map(world).collect())
    }

    /// The world in which one more condition has an answer.
    pub fn with(mut self, condition: &Arc<Unknown>, answer: bool) -> World {
        self.answers.insert(condition.symbol.clone(), (Arc::clone(condition), answer));
        self
    }

    /// The answer to a condition.
    pub fn answer(&self, condition: &Symbol) -> Option<bool> {
        self.answers.get(condition).map(|(_, answer)| *answer)
    }

    /// Whether nothing is left open and nothing answered.
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// The conditions and their answers.
    pub fn answers(&self) -> impl Iterator<Item = (&Arc<Unknown>, bool)> {
        self.answers.values().map(|(condition, answer)| (condition, *answer))
    }
}

impl Value {
    /// A choice, or the branch itself where both are the same.
    pub fn choice(condition: Arc<Unknown>, when_true: Value, when_false: Value) -> Value {
        if when_true.same(&when_false) == super::Truth::True {
            return when_true;
        }
        let origin = if when_true.is_null() { when_false.origin.clone() } else { when_true.origin.clone() };
        Value { kind: Kind::Choice(Arc::new(Choice { condition, when_true, when_false })), origin }
    }

    /// The condition on which the value is not set, where there is one.
    pub fn may_be_unset(&self) -> Option<&Arc<Unknown>> {
        let Kind::Choice(choice) = &self.kind else { return None };
        let branches = [&choice.when_true, &choice.when_false];
        let unset = branches.iter().any(|branch| branch.is_null());
        unset.then_some(&choice.condition).or_else(|| branches.into_iter().find_map(Value::may_be_unset))
    }

    /// Adds the conditions that the value leaves open.
    pub fn conditions(&self, found: &mut Conditions) {
        match &self.kind {
            Kind::Choice(choice) => {
                found.add(&choice.condition);
                choice.when_true.conditions(found);
                choice.when_false.conditions(found);
            }
            Kind::List(list) => list.items.iter().for_each(|item| item.conditions(found)),
            Kind::Set(set) => set.items().iter().for_each(|item| item.conditions(found)),
            Kind::Map(map) => map.values().for_each(|value| value.conditions(found)),
            Kind::Json(value) => value.conditions(found),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) | Kind::Unknown(_) => {}
        }
    }

    /// The value in a world: answered choices give way to their branch.
    pub fn under(&self, world: &World) -> Value {
        self.changed_under(world).unwrap_or_else(|| self.clone())
    }

    /// The same, which is this value itself where the world changes nothing.
    pub fn in_world(self, world: &World) -> Value {
        self.changed_under(world).unwrap_or(self)
    }

    /// The value in a world, where it is another one than it is without.
    pub(super) fn changed_under(&self, world: &World) -> Option<Value> {
        if world.is_empty() {
            return None;
        }
        let kind = match &self.kind {
            Kind::Choice(choice) => {
                let answer = world.answer(&choice.condition.symbol)?;
                return Some((if answer { &choice.when_true } else { &choice.when_false }).under(world));
            }
            Kind::List(list) => Kind::List(list.changed_under(world)?),
            Kind::Set(set) => Kind::Set(set.changed_under(world)?),
            Kind::Map(map) => Kind::Map(map.changed_under(world)?),
            Kind::Json(value) => Kind::Json(Arc::new(value.changed_under(world)?)),
            Kind::Unknown(unknown) => Kind::Unknown(elements_under(unknown, world)?),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => return None,
        };
        Some(Value { kind, origin: self.origin.clone() })
    }
}

impl List {
    /// The condition on which an item is not there, where there is one: until it is answered, neither the number of the
    /// items is known nor the places of those behind it.
    pub fn may_shrink(&self) -> Option<&Arc<Unknown>> {
        self.items.iter().find_map(Value::may_be_unset)
    }

    fn changed_under(&self, world: &World) -> Option<List> {
        let changes: Vec<_> = self.items.iter().map(|item| item.changed_under(world)).collect();
        let rest = self.rest.as_ref().and_then(|rest| elements_under(rest, world));
        if rest.is_none() && changes.iter().all(Option::is_none) {
            return None;
        }
        // An item that is there in one branch only is not there in the other.
        let is_gone =
            |before: &Value, after: &Option<Value>| !before.is_null() && after.as_ref().is_some_and(Value::is_null);
        let there = self.items.iter().zip(changes).filter(|(before, after)| !is_gone(before, after));
        let items = there.map(|(before, after)| after.unwrap_or_else(|| before.clone())).collect();
        Some(List { items, rest: rest.or_else(|| self.rest.clone()) })
    }
}

/// What is known of the elements of an unknown in a world, where it is more than without.
fn elements_under(unknown: &Unknown, world: &World) -> Option<Arc<Unknown>> {
    let elements = unknown.elements.as_deref()?;
    let changes: Vec<_> = elements.iter().map(|element| element.changed_under(world)).collect();
    if changes.iter().all(Option::is_none) {
        return None;
    }
    let changed = elements.iter().zip(changes).map(|(before, after)| after.unwrap_or_else(|| before.clone()));
    Some(Unknown::of_elements(unknown, Some(changed.collect())))
}

impl Map {
    /// The map in a world.
    pub fn under(&self, world: &World) -> Map {
        self.changed_under(world).unwrap_or_else(|| self.clone())
    }

    fn changed_under(&self, world: &World) -> Option<Map> {
        let changes = self.iter().filter_map(|(key, entry)| Some((key, entry, entry.value.changed_under(world)?)));
        let mut changed = None;
        let open = self.open_entries().unwrap_or_default();
        if open.iter().any(|(_, entry)| entry.value.changed_under(world).is_some()) {
            changed = Some(self.clone().with_open_of(self, |value| Some(value.under(world))));
        }
        for (key, entry, value) in changes {
            changed.get_or_insert_with(|| self.clone()).insert(Arc::clone(key), entry.key_span, value);
        }
        changed
    }
}
