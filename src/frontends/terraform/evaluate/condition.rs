//! What open conditions ask, so that two of them over one input are never answered at odds: `var.stage == "prod"` and
//! `var.stage == "dev"` never both hold, and where `var.a && var.b` holds, `var.a` does.

use std::sync::Arc;

use super::conversion::{equal, truth};
use crate::model::Presence;
use crate::source::Span;
use crate::value::{Formula, Kind, Test, Truth, Unknown, Value, World};

/// How many parts what a call asks may have: of more, the answers are not run through.
const MAX_PARTS: usize = 256;

/// An unknown as a condition that asks this; its answer where there is but one.
pub(super) fn asking(value: Value, asked: Option<Arc<Formula>>) -> Value {
    let (Kind::Unknown(unknown), Some(formula)) = (&value.kind, asked) else { return value };
    if let Some(only) = formula.only_answer() {
        return Value { kind: Kind::Bool(only), origin: value.origin };
    }
    let unknown = Unknown::clone(unknown).asking(Test { formula, assumed: Arc::from([]) });
    Value { kind: Kind::Unknown(Arc::new(unknown)), origin: value.origin }
}

/// What a call asks that its operands leave open; `None` where nothing is known of it.
pub(super) fn asked(function: &str, operands: &[Value]) -> Option<Arc<Formula>> {
    let items = operands.first()?.members().filter(|list| list.rest.is_none())?.items.iter();
    let parts = match (function, operands) {
        ("contains", [_, wanted]) => {
            let open = few(items.filter(|item| equal(item, wanted) != Truth::False))?;
            open.into_iter().map(|item| Formula::equality(item, wanted)).collect::<Option<Vec<_>>>()?
        }
        ("alltrue" | "anytrue", [_]) => {
            let open = few(items.filter(|item| truth(item).is_none()))?;
            open.into_iter().map(|item| item.as_unknown().map(|it| Formula::of(it))).collect::<Option<Vec<_>>>()?
        }
        _ => return None,
    };
    if function == "alltrue" { Formula::all(parts) } else { Formula::any(parts) }
}

/// Parts that are few enough to be asked about.
fn few<'v>(parts: impl Iterator<Item = &'v Value>) -> Option<Vec<&'v Value>> {
    let few: Vec<_> = parts.take(MAX_PARTS + 1).collect();
    (few.len() <= MAX_PARTS).then_some(few)
}

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
