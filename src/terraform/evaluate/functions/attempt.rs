//! `try` and `can`: what becomes of an error.

use std::sync::Arc;

use hcl_edit::expr::FuncCall;

use super::super::choice::chosen;
use super::super::condition::asking;
use super::super::evaluator::{Context, Evaluator};
use super::super::failure::{is_error, may_fail};
use super::super::open::surely;
use crate::source::Span;
use crate::value::{Formula, Kind, Symbol, Unknown, Value};

impl Evaluator<'_> {
    /// `try`: the first argument that is no error.
    pub(super) fn attempt(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        let mut value = self.error(span, "has no argument left");
        for argument in call.args.iter() {
            if !may_fail(&value) {
                break;
            }
            let otherwise = self.caught_if(true, || self.expression(argument, context));
            value = self.recover(&value, &otherwise, span);
        }
        value
    }

    /// The value, with another where it is an error.
    pub(super) fn recover(&self, value: &Value, otherwise: &Value, span: Span) -> Value {
        match &value.kind {
            Kind::Choice(choice) => chosen(
                &choice.condition,
                self.recover(&choice.when_true, otherwise, span),
                self.recover(&choice.when_false, otherwise, span),
                span,
            ),
            Kind::Unknown(_) if is_error(value) => otherwise.clone(),
            Kind::Unknown(unknown) if unknown.may_fail => {
                let either = asking(self.open(span, "try", &[value, otherwise]), recovered(unknown, otherwise));
                if may_fail(otherwise) { either } else { surely(either) }
            }
            _ => match self.whether_it_can(value, span).kind {
                Kind::Unknown(can) => chosen(&can, value.clone(), otherwise.clone(), span),
                Kind::Bool(false) => otherwise.clone(),
                _ => value.clone(),
            },
        }
    }

    pub(super) fn can(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        let mut arguments = call.args.iter();
        let (Some(argument), None) = (arguments.next(), arguments.next()) else {
            return self.error(span, "is an error of `can`: it takes one argument");
        };
        self.whether_it_can(&self.caught_if(true, || self.expression(argument, context)), span)
    }

    /// Whether a value is no error.
    fn whether_it_can(&self, value: &Value, span: Span) -> Value {
        match &value.kind {
            Kind::Choice(choice) => chosen(
                &choice.condition,
                self.whether_it_can(&choice.when_true, span),
                self.whether_it_can(&choice.when_false, span),
                span,
            ),
            _ if value.error().is_some() => Value::bool(false, span),
            _ if may_fail(value) => surely(self.open(span, "can", &[value])),
            _ => Value::bool(true, span),
        }
    }
}

/// What a condition asks that falls back to true or false where it is an error; `None` where it is no condition. One
/// that fell back before is no condition that stands elsewhere by itself.
fn recovered(condition: &Unknown, otherwise: &Value) -> Option<Arc<Formula>> {
    if condition.symbol.operands_of("try").is_some() {
        return None;
    }
    let can = Formula::holds(Symbol::operation("can", [condition.symbol.clone()]));
    match &otherwise.kind {
        Kind::Bool(false) => Formula::all(vec![can, Formula::of(condition)]),
        Kind::Bool(true) => Formula::any(vec![Formula::not(&can)?, Formula::of(condition)]),
        _ => None,
    }
}
