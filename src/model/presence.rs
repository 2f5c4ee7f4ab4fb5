//! Whether something will be there, as far as the code decides it.

use std::sync::Arc;

use crate::value::{Conditions, Decided, Formula, Symbol, Test, Truth, Unknown, Value, World};

/// Whether a resource will be there.
#[derive(Clone, Debug, Default)]
pub enum Presence {
    /// It will.
    #[default]
    Always,
    /// It will where the condition has this answer.
    When(Arc<Unknown>, bool),
}

impl Presence {
    /// Whether it is there in a world; a condition that the world does not answer leaves it open.
    pub fn under(&self, world: &World) -> Truth {
        match self {
            Presence::Always => Truth::True,
            Presence::When(condition, wanted) => {
                world.answer(&condition.symbol).map_or(Truth::Unknown, |answer| Truth::from(answer == *wanted))
            }
        }
    }

    /// What a world leaves of it; `None` where it is not there.
    pub fn in_world(&self, world: &World) -> Option<Presence> {
        match self.under(world) {
            Truth::True => Some(Presence::Always),
            Truth::False => None,
            Truth::Unknown => Some(self.clone()),
        }
    }

    /// One value where it is there, another where it is not.
    pub fn choose(&self, there: Value, absent: Value) -> Value {
        match self {
            Presence::Always => there,
            Presence::When(condition, true) => Value::choice(Arc::clone(condition), there, absent),
            Presence::When(condition, false) => Value::choice(Arc::clone(condition), absent, there),
        }
    }

    /// Whether it is there, as a decision: open where that rests on a condition.
    pub fn decided(&self) -> Decided {
        self.condition().map_or(Decided::True, Decided::open)
    }

    /// The condition that it depends on.
    pub fn condition(&self) -> Option<&Arc<Unknown>> {
        match self {
            Presence::Always => None,
            Presence::When(condition, _) => Some(condition),
        }
    }

    /// Adds the condition that it depends on.
    pub fn conditions(&self, found: &mut Conditions) {
        self.condition().into_iter().for_each(|condition| found.add(condition));
    }

    /// Where both are there.
    #[must_use]
    pub fn and(&self, other: &Presence) -> Presence {
        match (self, other) {
            (Presence::Always, it) | (it, Presence::Always) => it.clone(),
            (a, b) if a.is_same(b) => a.clone(),
            (a, b) => joined(a, b, "&&", Formula::all),
        }
    }

    /// Where one of them is there.
    #[must_use]
    pub fn or(&self, other: &Presence) -> Presence {
        match (self, other) {
            (Presence::Always, _) | (_, Presence::Always) => Presence::Always,
            (a, b) if a.is_same(b) => a.clone(),
            (a, b) => joined(a, b, "||", Formula::any),
        }
    }

    /// Whether both rest on the same answer to the same condition.
    pub fn is_same(&self, other: &Presence) -> bool {
        match (self, other) {
            (Presence::Always, Presence::Always) => true,
            (Presence::When(a, yes), Presence::When(b, also)) => a.symbol == b.symbol && yes == also,
            _ => false,
        }
    }
}

/// Two presences as one condition, which asks what both ask.
fn joined(a: &Presence, b: &Presence, operator: &str, join: fn(Vec<Arc<Formula>>) -> Option<Arc<Formula>>) -> Presence {
    let (Presence::When(first, yes), Presence::When(second, also)) = (a, b) else { return Presence::Always };
    let text = |condition: &Unknown, answer: bool| match &*condition.expression {
        text if !answer => format!("!({text})"),
        text if text.contains(' ') => format!("({text})"),
        text => text.to_owned(),
    };
    let shown = format!("{} {operator} {}", text(first, *yes), text(second, *also));
    let answered = |condition: &Unknown, answer: bool| {
        if answer { condition.symbol.clone() } else { condition.symbol.not() }
    };
    let symbol = Symbol::of_any_order(operator, [answered(first, *yes), answered(second, *also)]);
    let unknown = Unknown::new(shown, second.span, second.reason.clone()).symbol(symbol);
    let asked = |condition: &Unknown, answer: bool| {
        let formula = Formula::of(condition);
        if answer { Some(formula) } else { Formula::not(&formula) }
    };
    let parts = asked(first, *yes).zip(asked(second, *also)).and_then(|(a, b)| join(vec![a, b]));
    let tests = [first, second].into_iter().filter_map(|it| it.test.as_ref());
    let assumed = tests.flat_map(|test| test.assumed.iter().cloned()).collect();
    Presence::When(
        Arc::new(match parts {
            Some(formula) => unknown.asking(Test { formula, assumed }),
            None => unknown,
        }),
        true,
    )
}
