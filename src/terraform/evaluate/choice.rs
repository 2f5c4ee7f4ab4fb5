//! Choices: how they are made, and what a function makes of each of their branches.

use std::sync::Arc;

use super::failure::is_error;
use crate::source::Span;
use crate::value::{Kind, Reason, Symbol, Unknown, Value, World};

/// A choice that is used at `span`. It names no resource: which one it names depends on the condition.
pub(crate) fn chosen(condition: &Arc<Unknown>, when_true: Value, when_false: Value, span: Span) -> Value {
    if is_error(&when_true) && is_error(&when_false) {
        return when_true;
    }
    let when_true = answered(when_true, condition, true);
    let when_false = answered(when_false, condition, false);
    let mut value = Value::choice(Arc::clone(condition), when_true, when_false);
    if matches!(value.kind, Kind::Choice(_)) {
        value.origin.span = span;
        value.origin.target = None;
    }
    value
}

/// A value where a condition has an answer.
fn answered(mut value: Value, condition: &Arc<Unknown>, answer: bool) -> Value {
    while let Kind::Choice(choice) = &value.kind {
        if choice.condition.symbol != condition.symbol {
            break;
        }
        value = if answer { choice.when_true.clone() } else { choice.when_false.clone() };
    }
    value
}

/// The world in which a condition has this answer.
pub(super) fn world(condition: &Arc<Unknown>, answer: bool) -> World {
    World::default().with(condition, answer)
}

/// A function of a value, applied to each branch of a choice. An unknown stays unknown.
pub(crate) fn each_branch(value: &Value, function: &dyn Fn(&Value) -> Value) -> Value {
    each_answer(value, &|value| if value.as_unknown().is_some() { value.clone() } else { function(value) })
}

/// A function of a value, applied to each branch of a choice, also of what is unknown.
pub(crate) fn each_answer(value: &Value, function: &dyn Fn(&Value) -> Value) -> Value {
    match &value.kind {
        Kind::Choice(choice) => chosen(
            &choice.condition,
            each_answer(&choice.when_true, function),
            each_answer(&choice.when_false, function),
            value.span(),
        ),
        _ => function(value),
    }
}

/// The unknown that stands for the rest of a collection made from another that is not known to its end.
pub(crate) fn rest_of(cause: &Arc<Unknown>) -> Arc<Unknown> {
    let rest = Unknown::new(Arc::clone(&cause.expression), cause.span, Reason::because(cause));
    let symbol = Symbol::operation("rest", [cause.symbol.clone()]);
    Arc::new(Unknown { may_fail: cause.may_fail, ..rest.symbol(symbol) })
}
