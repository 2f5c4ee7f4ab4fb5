//! `try` and `can`: what becomes of an error.

use hcl_edit::expr::FuncCall;

use super::super::unknown::is_error;
use super::super::{Context, Evaluator};
use super::is_known;
use crate::source::Span;
use crate::value::{Kind, Truth, Value};

impl Evaluator<'_> {
    /// `try`: the first argument that is no error.
    pub(super) fn attempt(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        let mut value = self.error(span, "has no argument left");
        for argument in call.args.iter() {
            match has_error(&value) {
                Truth::False => break,
                _ => value = self.recover(&value, &self.expression(argument, context), span),
            }
        }
        value
    }

    /// The value, with another where it would be an error.
    fn recover(&self, value: &Value, otherwise: &Value, span: Span) -> Value {
        match (&value.kind, has_error(value)) {
            (_, Truth::True) => otherwise.clone(),
            (_, Truth::False) => value.clone(),
            (Kind::Choice(choice), Truth::Unknown) => super::super::distribute::chosen(
                &choice.condition,
                self.recover(&choice.when_true, otherwise, span),
                self.recover(&choice.when_false, otherwise, span),
                span,
            ),
            (_, Truth::Unknown) => self.open(span, "try", &[value, otherwise]),
        }
    }

    pub(super) fn can(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        let mut arguments = call.args.iter();
        let (Some(argument), None) = (arguments.next(), arguments.next()) else {
            return self.error(span, "is an error of `can`: it takes one argument");
        };
        let value = self.expression(argument, context);
        match has_error(&value) {
            Truth::True => Value::bool(false, span),
            Truth::False if is_known(&value) => Value::bool(true, span),
            _ => self.open(span, "can", &[&value]),
        }
    }
}

/// Whether Terraform would answer with an error somewhere in a value; open where that depends on a condition.
fn has_error(value: &Value) -> Truth {
    match &value.kind {
        Kind::Unknown(_) => Truth::from(is_error(value)),
        Kind::Json(inner) => has_error(inner),
        Kind::List(list) => Truth::any(list.items.iter().map(has_error)),
        Kind::Set(set) => Truth::any(set.items().iter().map(has_error)),
        Kind::Map(map) => Truth::any(map.values().map(has_error)),
        Kind::Choice(choice) => match (has_error(&choice.when_true), has_error(&choice.when_false)) {
            (a, b) if a == b => a,
            _ => Truth::Unknown,
        },
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => Truth::False,
    }
}
