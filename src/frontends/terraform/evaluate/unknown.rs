//! Unknowns: what they are called, why they are unknown, and when two of them are one.

use std::sync::Arc;

use super::Evaluator;
use crate::source::Span;
use crate::value::{Constant, Kind, Piece, Text, Unknown, Value, to_json};

/// How much of an expression a report shows.
const MAX_SHOWN: usize = 100;

/// How long an identity may grow before it is given up.
const MAX_IDENTITY: usize = 400;

/// Marks the symbol of an unknown that Terraform would answer with an error, which `try` and `can` catch.
const ERROR: &str = "error: ";

impl Evaluator<'_> {
    /// The text of an expression on one line.
    pub(super) fn shown(&self, span: Span) -> String {
        let text = self.module.sources.slice(span).split_whitespace().collect::<Vec<_>>().join(" ");
        match text.char_indices().nth(MAX_SHOWN) {
            Some((at, _)) => format!("{}…", text.get(..at).unwrap_or_default()),
            None => text,
        }
    }

    /// A name of this module as the whole deployment knows it.
    pub(in super::super) fn qualify(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }

    /// A symbol that no other unknown has.
    pub(super) fn unique(&self, name: &str) -> String {
        let serial = &self.run.serial;
        serial.set(serial.get() + 1);
        format!("{}{name}#{}", self.path, serial.get())
    }

    /// An unknown that stands at `span` and is shown as the text there.
    pub(super) fn unknown(&self, span: Span, symbol: String, reason: impl Into<Arc<str>>) -> Value {
        Value::unknown(Unknown::new(self.shown(span), span, reason).symbol(symbol), span)
    }

    /// The same, known to be a constant that AWS or the provider assigns.
    pub(super) fn constant(&self, span: Span, symbol: String, reason: &str, constant: Option<Constant>) -> Value {
        let unknown = Unknown::new(self.shown(span), span, reason).symbol(symbol);
        Value::unknown(constant.map_or(unknown.clone(), |constant| unknown.constant(constant)), span)
    }

    /// What Terraform would answer with an error.
    pub(super) fn error(&self, span: Span, reason: impl Into<Arc<str>>) -> Value {
        self.unknown(span, format!("{ERROR}{}", self.unique("")), reason)
    }

    /// The result of an operation whose operands leave it open. The same operation on the same operands gives the same
    /// unknown wherever it is written.
    pub(super) fn open(&self, span: Span, operation: &str, operands: &[&Value]) -> Value {
        self.open_as(self.shown(span), span, operation, operands)
    }

    /// The same, shown as `expression`.
    pub(super) fn open_as(&self, expression: String, span: Span, operation: &str, operands: &[&Value]) -> Value {
        let cause = operands.iter().find_map(|operand| operand.unknowns().into_iter().next());
        let reason = cause.map_or_else(|| Arc::from("is not understood"), |cause| because(&cause));
        let symbol = identity_of(operation, operands).unwrap_or_else(|| self.unique(operation));
        Value::unknown(Unknown::new(expression, span, reason).symbol(symbol), span)
    }
}

/// Whether Terraform would answer with an error.
pub(super) fn is_error(value: &Value) -> bool {
    value.as_unknown().is_some_and(|unknown| unknown.symbol.0.starts_with(ERROR))
}

/// The reason of what rests on an unknown.
pub(super) fn because(cause: &Unknown) -> Arc<str> {
    if cause.reason.starts_with("depends on ") {
        return Arc::clone(&cause.reason);
    }
    format!("depends on `{}`, which {}", cause.expression, cause.reason).into()
}

/// The identity of an operation on operands; `None` where it is too long to be kept.
fn identity_of(operation: &str, operands: &[&Value]) -> Option<String> {
    let mut name = format!("{operation}(");
    for operand in operands {
        identity(operand, &mut name)?;
        name.push(',');
    }
    name.push(')');
    Some(name)
}

fn identity(value: &Value, out: &mut String) -> Option<()> {
    match &value.kind {
        Kind::Unknown(unknown) => out.push_str(&unknown.symbol.0),
        Kind::String(text) => identity_of_text(text, out),
        Kind::List(list) => {
            for item in &list.items {
                identity(item, out)?;
                out.push(',');
            }
            out.push_str(list.rest.as_ref().map_or("", |rest| &rest.symbol.0));
        }
        Kind::Choice(choice) => {
            out.push_str(&format!("({} ? ", choice.condition.symbol.0));
            identity(&choice.when_true, out)?;
            out.push_str(" : ");
            identity(&choice.when_false, out)?;
            out.push(')');
        }
        Kind::Map(map) => {
            for (key, entry) in map.iter() {
                out.push_str(&format!("{key:?}="));
                identity(&entry.value, out)?;
            }
            out.push_str(map.rest.as_ref().map_or("", |rest| &rest.symbol.0));
        }
        Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Json(_) => {
            identity_of_text(&to_json(value)?, out);
        }
    }
    (out.len() <= MAX_IDENTITY).then_some(())
}

fn identity_of_text(text: &Text, out: &mut String) {
    out.push('"');
    for piece in text.pieces() {
        match piece {
            Piece::Known(known) => out.push_str(known),
            Piece::Hole(unknown) => out.push_str(&format!("${{{}}}", unknown.symbol.0)),
        }
    }
    out.push('"');
}
