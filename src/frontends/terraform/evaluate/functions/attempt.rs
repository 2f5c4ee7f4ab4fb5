//! `try` and `can`: what becomes of an error.

use hcl_edit::expr::FuncCall;

use super::super::distribute::chosen;
use super::super::failure::{is_error, may_fail};
use super::super::unknown::surely;
use super::super::{Context, Evaluator};
use crate::source::Span;
use crate::value::{Kind, Value};

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
    fn recover(&self, value: &Value, otherwise: &Value, span: Span) -> Value {
        match &value.kind {
            Kind::Choice(choice) => chosen(
                &choice.condition,
                self.recover(&choice.when_true, otherwise, span),
                self.recover(&choice.when_false, otherwise, span),
                span,
            ),
            Kind::Unknown(_) if is_error(value) => otherwise.clone(),
            Kind::Unknown(unknown) if unknown.may_fail => {
                let either = self.open(span, "try", &[value, otherwise]);
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
