//! Whether two values are equal, and where that is open: which input decides it.

use std::sync::Arc;

use super::decision::{Answer, Open};
use super::evaluator::Evaluator;
use crate::source::Span;
use crate::value::{Cause, Choice, Formula, Kind, Piece, Symbol, Text, Truth, Unknown, Value};

impl Evaluator<'_> {
    /// Whether two values are equal. Both sides are strings to CloudFormation, however they are written.
    pub(super) fn equal(&self, left: &Value, right: &Value, span: Span) -> Answer {
        match (&left.kind, &right.kind) {
            (Kind::Choice(choice), _) => self.equal_choice(choice, right, span),
            (_, Kind::Choice(choice)) => self.equal_choice(choice, left, span),
            (Kind::List(a), Kind::List(b)) if a.rest.is_none() && b.rest.is_none() => {
                if a.items.len() != b.items.len() {
                    return Answer::Known(false);
                }
                let each = a.items.iter().zip(&b.items).map(|(a, b)| self.equal(a, b, span)).collect();
                self.combine(each, true, span)
            }
            _ => match (left.to_text(), right.to_text()) {
                (Some(left), Some(right)) => self.equal_texts(&left, &right, span),
                _ => match left.same(right) {
                    Truth::Unknown => self.open(span, "compares what is not known"),
                    truth => Answer::Known(truth == Truth::True),
                },
            },
        }
    }

    /// A choice equals a value where its condition holds and the one branch does, or neither and the other branch does.
    fn equal_choice(&self, choice: &Choice, other: &Value, span: Span) -> Answer {
        let condition = Answer::Open(Open::of(&choice.condition));
        let branch = |condition: Answer, value: &Value| {
            self.combine(vec![condition, self.equal(value, other, span)], true, span)
        };
        let when_true = branch(condition.clone(), &choice.when_true);
        let when_false = branch(self.not(condition, span), &choice.when_false);
        self.combine(vec![when_true, when_false], false, span)
    }

    pub(super) fn equal_texts(&self, left: &Text, right: &Text, span: Span) -> Answer {
        match left.same(right) {
            Truth::True => return Answer::Known(true),
            Truth::False => return Answer::Known(false),
            Truth::Unknown => {}
        }
        let asked = match (left.as_str(), right.as_str()) {
            (None, Some(known)) => around_one_hole(left, known),
            (Some(known), None) => around_one_hole(right, known),
            _ => None,
        };
        match asked {
            Some((unknown, value)) => self.is(&unknown, &value),
            None => self.sides(left, right, span),
        }
    }

    /// Whether an unknown is this text.
    pub(super) fn is(&self, unknown: &Unknown, value: &str) -> Answer {
        let input = self.shared.input(&unknown.symbol);
        match input.values.as_deref() {
            Some(values) if !values.iter().any(|possible| **possible == *value) => return Answer::Known(false),
            Some([_]) => return Answer::Known(true),
            _ => {}
        }
        Answer::Open(Open { formula: Formula::is(input, value), cause: Some(Arc::new(Cause::of(unknown))) })
    }

    /// Two texts of which both are open: equal or not, alike wherever the two are compared.
    fn sides(&self, left: &Text, right: &Text, span: Span) -> Answer {
        let symbol = Symbol::of_any_order("==", [left.symbol(), right.symbol()]);
        let asked = Unknown::new("comparison", span, "").symbol(symbol);
        let cause = left.holes().chain(right.holes()).next().map(|hole| Arc::new(Cause::of(hole)));
        Answer::Open(Open { formula: Formula::of(&asked), cause })
    }
}

/// The unknown of a text of one hole, and what it would have to be for the text to be `known`.
fn around_one_hole(text: &Text, known: &str) -> Option<(Arc<Unknown>, String)> {
    let pieces = text.pieces();
    let mut holes = pieces.iter().filter_map(|piece| match piece {
        Piece::Hole(unknown) => Some(Arc::clone(unknown)),
        Piece::Known(_) => None,
    });
    let hole = holes.next().filter(|_| holes.next().is_none())?;
    let inside = known.strip_prefix(text.known_prefix())?.strip_suffix(text.known_suffix())?;
    Some((hole, inside.to_owned()))
}
