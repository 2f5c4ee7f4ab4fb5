//! What conditions come to, and the choices that are made on those which are open.

use std::sync::Arc;

use crate::source::Span;
use crate::value::{Cause, Formula, Kind, Reason, Unknown, Value};

/// What a condition comes to. It is no [`Decided`](crate::value::Decided): an open one is the condition that choices
/// are made on, one for all that keeps it open.
#[derive(Clone, Debug)]
pub(in super::super) enum Decision {
    /// The template decides it.
    Known(bool),
    /// Deployment decides it.
    Open(Arc<Unknown>),
}

/// What a condition function comes to: an open one is a question, from which conditions are made.
#[derive(Clone, Debug)]
pub(super) enum Answer {
    Known(bool),
    Open(Open),
}

/// A question that deployment answers, and why it is open.
#[derive(Clone, Debug)]
pub(super) struct Open {
    pub(super) formula: Arc<Formula>,
    /// What keeps it open, where there is more to say.
    pub(super) cause: Option<Arc<Cause>>,
}

impl Open {
    /// The question that a condition asks.
    pub(super) fn of(condition: &Unknown) -> Open {
        let cause = match &condition.reason {
            Reason::AtDeployment(cause) => cause.clone(),
            _ => None,
        };
        Open { formula: Formula::of(condition), cause }
    }
}

/// A choice that is used at `span`.
pub(super) fn chosen(condition: &Arc<Unknown>, when_true: Value, when_false: Value, span: Span) -> Value {
    let mut value = Value::choice(Arc::clone(condition), when_true, when_false);
    if matches!(value.kind, Kind::Choice(_)) {
        value.origin.span = span;
    }
    value
}
