//! What is there on a condition.

use std::sync::Arc;

use crate::model::Presence;
use crate::source::Span;
use crate::value::{Kind, Symbol, Unknown, Value, World};

/// Where something is that is there on a condition, and the answers that hold wherever it is.
#[derive(Clone, Debug, Default)]
pub(super) struct There {
    pub(super) presence: Presence,
    pub(super) world: World,
}

impl There {
    /// There where a condition has an answer.
    pub(super) fn when(condition: &Arc<Unknown>, answer: bool) -> There {
        let presence = Presence::When(Arc::clone(condition), answer);
        There { presence, world: World::default().with(condition, answer) }
    }

    /// Where both are.
    pub(super) fn and(&self, other: &There) -> There {
        let mut world = self.world.clone();
        for (condition, answer) in other.world.answers() {
            world = world.with(condition, answer);
        }
        There { presence: self.presence.and(&other.presence), world }
    }

    /// Where one of them is.
    pub(super) fn or(&self, other: &There) -> There {
        let mut world = World::default();
        for (condition, answer) in self.world.answers() {
            if other.world.answer(&condition.symbol) == Some(answer) {
                world = world.with(condition, answer);
            }
        }
        There { presence: self.presence.or(&other.presence), world }
    }

    /// What it rests on, as operands of what rests on it.
    pub(super) fn as_values(&self, span: Span) -> Vec<Value> {
        let own = match &self.presence {
            Presence::Always => None,
            Presence::When(condition, answer) => Some((condition, *answer)),
        };
        let of = |(condition, answer): (&Arc<Unknown>, bool)| {
            [Value::new(Kind::Unknown(Arc::clone(condition)), span), Value::bool(answer, span)]
        };
        own.into_iter().chain(self.world.answers()).flat_map(of).collect()
    }

    /// Whether this contradicts answers that are known.
    pub(super) fn contradicts(&self, known: &World) -> bool {
        self.world.answers().any(|(condition, answer)| known.answer(&condition.symbol) == Some(!answer))
    }
}

/// Any element of a collection.
#[derive(Clone, Debug)]
pub(super) struct Element {
    /// The collection whose elements are gone through, by what stands for the key of any of them.
    pub(super) of: Symbol,
    /// Its key, or its index in a list; of a set itself.
    pub(super) key: Value,
    pub(super) value: Value,
    /// For which of those elements there is one of this collection.
    pub(super) there: There,
    /// Whether there is one for each of them.
    pub(super) is_each: bool,
}
