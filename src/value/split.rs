//! Taking a text with holes apart at a delimiter.

use std::sync::Arc;

use super::{Kind, List, Piece, Symbol, Text, TextBuilder, Unknown, Value};
use crate::source::Span;

/// The parts of a text. Behind a hole that may itself hold the delimiter nothing is known.
pub fn split(text: &Text, delimiter: &str, span: Span) -> Value {
    let mut items = Vec::new();
    let mut part = TextBuilder::default();
    let mut apart = text.apart_from(delimiter).into_iter();
    for piece in text.pieces() {
        match piece {
            Piece::Known(known) => {
                let mut pieces = known.split(delimiter);
                part.push(pieces.next().unwrap_or(""));
                for next in pieces {
                    let done = std::mem::take(&mut part).finish();
                    items.push(Value::new(Kind::String(done), span));
                    part.push(next);
                }
            }
            Piece::Hole(unknown) if apart.next() == Some(true) => part.push_hole(Arc::clone(unknown)),
            Piece::Hole(unknown) => {
                let rest = Unknown::new(Arc::clone(&unknown.expression), span, unknown.reason.clone());
                let rest = rest.symbol(Symbol::operation("split", [unknown.symbol.clone(), Symbol::text(delimiter)]));
                return Value::new(Kind::List(List { items, rest: Some(Arc::new(rest)) }), span);
            }
        }
    }
    items.push(Value::new(Kind::String(part.finish()), span));
    Value::list(items, span)
}
