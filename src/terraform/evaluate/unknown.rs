//! Unknowns: what they are called, why they are unknown, and when two of them are one.

use super::open::{symbol_of, why_open};
use std::sync::Arc;

use super::evaluator::Evaluator;
use crate::source::Span;
use crate::value::{Constant, Reason, Symbol, Unknown, Value};

/// How much of an expression a report shows.
const MAX_SHOWN: usize = 100;

impl Evaluator<'_> {
    /// The text of an expression on one line, cut where it is long.
    pub(super) fn shown(&self, span: Span) -> String {
        let (mut text, mut letters, mut is_apart) = (String::new(), 0, false);
        for letter in self.module.sources.slice(span).trim().chars() {
            if letters >= MAX_SHOWN {
                text.push('…');
                break;
            }
            if !(letter.is_whitespace() && is_apart) {
                text.push(if letter.is_whitespace() { ' ' } else { letter });
                letters += 1;
            }
            is_apart = letter.is_whitespace();
        }
        text
    }

    /// A name of this module as the whole deployment knows it.
    pub(crate) fn qualify(&self, name: &str) -> String {
        format!("{}{name}", self.path)
    }

    /// The symbol of a name of this module; of a module that is called for each element, that of the element at hand.
    pub(in crate::terraform) fn named(&self, name: &str) -> Symbol {
        let name = Symbol::input(self.qualify(name));
        if self.families.is_empty() {
            return name;
        }
        Symbol::operation("[]", std::iter::once(name).chain(self.families.iter().map(|family| family.key.symbol())))
    }

    /// A symbol that no other unknown has.
    pub(super) fn unique(&self, name: &str) -> Symbol {
        let serial = &self.run.serial;
        serial.set(serial.get() + 1);
        Symbol::apart(format!("{}{name}#{:08}", self.path, serial.get()))
    }

    /// An unknown that stands at `span` and is shown as the text there.
    pub(super) fn unknown(&self, span: Span, symbol: Symbol, reason: impl Into<Reason>) -> Value {
        Value::unknown(Unknown::new(self.shown(span), span, reason).symbol(symbol), span)
    }

    /// The same, known to be a constant that AWS or the provider assigns.
    pub(super) fn constant(
        &self,
        span: Span,
        symbol: Symbol,
        reason: impl Into<Reason>,
        constant: Option<Constant>,
    ) -> Value {
        let unknown = Unknown::new(self.shown(span), span, reason).symbol(symbol);
        Value::unknown(constant.map_or(unknown.clone(), |constant| unknown.constant(constant)), span)
    }

    /// What Terraform would answer with an error.
    pub(super) fn error(&self, span: Span, reason: impl Into<Arc<str>>) -> Value {
        self.unknown(span, self.unique("error"), Reason::Error(reason.into()))
    }

    /// The result of an operation whose operands leave it open, and may make it an error. The same operation on the
    /// same operands gives the same unknown wherever it is written.
    pub(super) fn open(&self, span: Span, operation: &str, operands: &[&Value]) -> Value {
        self.open_as(self.shown(span), span, operation, operands)
    }

    /// The same, shown as `expression`.
    pub(super) fn open_as(&self, expression: String, span: Span, operation: &str, operands: &[&Value]) -> Value {
        let unknown = Unknown::new(expression, span, why_open(operands)).symbol(symbol_of(operation, operands));
        Value::unknown(unknown.fallible(), span)
    }
}
