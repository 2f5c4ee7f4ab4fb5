//! Choices on open conditions, and the worlds in which each is decided.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::test::answers;
use super::{Kind, List, Map, Symbol, Unknown, Value};

/// How many open conditions that have nothing to do with each other are taken apart, each doubling the work; past that a
/// question is not decided.
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

/// An answer to each of some open conditions.
#[derive(Clone, Debug, Default)]
pub struct World {
    answers: BTreeMap<Symbol, (Arc<Unknown>, bool)>,
}

impl World {
    /// Every combination of answers to these conditions that some deployment has; `None` where there are too many. Of
    /// conditions that have nothing to do with each other, [`MAX_CONDITIONS`] are taken apart. Of no condition there is one
    /// world.
    pub fn all(conditions: &[Arc<Unknown>]) -> Option<Vec<World>> {
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

    /// The conditions that the value leaves open, each once.
    pub fn conditions(&self, found: &mut BTreeMap<Symbol, Arc<Unknown>>) {
        match &self.kind {
            Kind::Choice(choice) => {
                found.insert(choice.condition.symbol.clone(), Arc::clone(&choice.condition));
                choice.when_true.conditions(found);
                choice.when_false.conditions(found);
            }
            Kind::List(list) => list.items.iter().for_each(|item| item.conditions(found)),
            Kind::Map(map) => map.values().for_each(|value| value.conditions(found)),
            Kind::Json(value) => value.conditions(found),
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) | Kind::Unknown(_) => {}
        }
    }

    /// The value in a world: answered choices give way to their branch.
    pub fn under(&self, world: &World) -> Value {
        if world.is_empty() {
            return self.clone();
        }
        let kind = match &self.kind {
            Kind::Choice(choice) => {
                return match world.answer(&choice.condition.symbol) {
                    Some(true) => choice.when_true.under(world),
                    Some(false) => choice.when_false.under(world),
                    None => self.clone(),
                };
            }
            Kind::List(list) => {
                // An item that is there in one branch only is not there in the other.
                let is_gone = |before: &Value, after: &Value| after.is_null() && !before.is_null();
                let items = list.items.iter().map(|item| (item, item.under(world)));
                let items = items.filter(|(before, after)| !is_gone(before, after)).map(|(_, after)| after).collect();
                Kind::List(List { items, rest: list.rest.clone() })
            }
            Kind::Map(map) => Kind::Map(map.under(world)),
            Kind::Json(value) => Kind::Json(Arc::new(value.under(world))),
            simple => simple.clone(),
        };
        Value { kind, origin: self.origin.clone() }
    }
}

impl Map {
    /// The map in a world.
    pub fn under(&self, world: &World) -> Map {
        let mut map = self.clone();
        map.entries.values_mut().for_each(|entry| entry.value = entry.value.under(world));
        map
    }
}
