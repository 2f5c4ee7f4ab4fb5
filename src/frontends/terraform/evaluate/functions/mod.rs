//! Terraform's built-in functions, as many as buckets and policies commonly need.
//!
//! Each function is given known operands, none of which is a choice, and gives `None` where they do not decide it: the
//! call is then an unknown that names the operand at fault.
//!
//! <https://developer.hashicorp.com/terraform/language/functions>

mod collection;
mod encoding;
mod list;
mod numeric;
mod string;

use hcl_edit::expr::{Expression, FuncCall};

use super::unknown::is_error;
use super::{Context, Evaluator};
use crate::source::Span;
use crate::value::{Kind, Truth, Value};

/// Functions that give no value for known operands only where Terraform gives an error, which `try` and `can` catch.
const STRICT: [&str; 7] = ["jsondecode", "tonumber", "tobool", "index", "lookup", "element", "one"];

/// A function: its operands and the place of its call.
type Function = fn(&[Value], Span) -> Option<Value>;

/// A function as the table lists it, and whether it looks into lists among its operands, so that choices among their
/// items have to be taken apart first.
struct Known(Function, bool);

impl Evaluator<'_> {
    pub(super) fn call(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        if let Some(value) = self.reading(call, span, context) {
            return value;
        }
        let name = call.name.name.as_str();
        if call.name.is_namespaced() {
            return self.not_evaluated(call, span, context);
        }
        match name {
            "try" => self.attempt(call, span, context),
            "can" => self.can(call, span, context),
            _ => match known(name) {
                Some(function) => self.apply_function(name, &function, call, span, context),
                None => self.not_evaluated(call, span, context),
            },
        }
    }

    fn apply_function(&self, name: &str, function: &Known, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        let Some(operands) = self.operands(call, context) else {
            return self.unknown(span, self.unique(name), format!("calls `{name}` with arguments that are not known"));
        };
        if name == "jsonencode" {
            return function.0(&operands, span).unwrap_or_else(|| self.open(span, name, &[]));
        }
        self.distribute(span, &operands, function.1, &mut |operands| {
            let value = function.0(operands, span).unwrap_or_else(|| {
                if STRICT.contains(&name) && operands.iter().all(is_known) {
                    return self.error(span, format!("is an error of `{name}`"));
                }
                self.open(span, name, &operands.iter().collect::<Vec<_>>())
            });
            if self.charge(&value) { value } else { self.too_large(span) }
        })
    }

    /// The values of the arguments; `None` where a list that is spread over the last ones is not known.
    fn operands(&self, call: &FuncCall, context: Context<'_>) -> Option<Vec<Value>> {
        let mut operands: Vec<Value> = call.args.iter().map(|arg| self.expression(arg, context)).collect();
        if call.args.expand_final() {
            match operands.pop()?.kind {
                Kind::List(list) if list.rest.is_none() => operands.extend(list.items),
                _ => return None,
            }
        }
        Some(operands)
    }

    /// Two calls of one function on the same known operands are not taken to be equal: it may be `uuid`.
    fn not_evaluated(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        let name = call.name.name.as_str();
        let error = call.args.iter().map(|arg| self.expression(arg, context)).find(is_error);
        error.unwrap_or_else(|| {
            self.unknown(span, self.unique(name), format!("calls `{name}`, which is not evaluated yet"))
        })
    }

    /// `try`: the first argument that is no error.
    fn attempt(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        let arguments: Vec<&Expression> = call.args.iter().collect();
        self.first_without_error(&arguments, span, context)
    }

    fn first_without_error(&self, arguments: &[&Expression], span: Span, context: Context<'_>) -> Value {
        let Some((first, rest)) = arguments.split_first() else { return self.error(span, "has no argument left") };
        let value = self.expression(first, context);
        self.recover(&value, &|| self.first_without_error(rest, span, context), span)
    }

    /// The value, with what would be an error put right.
    fn recover(&self, value: &Value, otherwise: &dyn Fn() -> Value, span: Span) -> Value {
        match (&value.kind, has_error(value)) {
            (_, Truth::True) => otherwise(),
            (_, Truth::False) => value.clone(),
            (Kind::Choice(choice), Truth::Unknown) => super::distribute::chosen(
                &choice.condition,
                self.recover(&choice.when_true, otherwise, span),
                self.recover(&choice.when_false, otherwise, span),
                span,
            ),
            (_, Truth::Unknown) => self.open(span, "try", &[value]),
        }
    }

    fn can(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        let Some(value) = call.args.get(0).map(|arg| self.expression(arg, context)) else {
            return self.error(span, "has no argument");
        };
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
        Kind::Map(map) => Truth::any(map.values().map(has_error)),
        Kind::Choice(choice) => match (has_error(&choice.when_true), has_error(&choice.when_false)) {
            (a, b) if a == b => a,
            _ => Truth::Unknown,
        },
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::String(_) => Truth::False,
    }
}

/// What a function gives for known operands; `None` where it is not known or gives none.
pub(super) fn apply(name: &str, operands: &[Value], span: Span) -> Option<Value> {
    known(name)?.0(operands, span)
}

fn known(name: &str) -> Option<Known> {
    collection::known(name)
        .or_else(|| list::known(name))
        .or_else(|| string::known(name))
        .or_else(|| numeric::known(name))
        .or_else(|| encoding::known(name))
}

/// Whether a value is an operand that may be handled as known: neither unknown nor partly so.
fn is_known(value: &Value) -> bool {
    value.unknowns().is_empty()
}

/// Whether two values are surely equal or surely not; `None` where it is open.
fn decided(truth: Truth) -> Option<bool> {
    match truth {
        Truth::True => Some(true),
        Truth::False => Some(false),
        Truth::Unknown => None,
    }
}
