//! What an evaluation makes: what functions come to, and why something cannot be told.

use std::cell::OnceCell;
use std::sync::Arc;

use super::tree::Literal;
use crate::source::Span;
use crate::value::{Reason, Symbol, Unknown, Value};

/// What lives as long as an evaluation. Most evaluations make nothing.
#[derive(Debug, Default)]
pub(super) struct Made {
    values: Arena<Value>,
    unknowns: Arena<Arc<Unknown>>,
    literals: Arena<Literal>,
}

/// Things that stay where they are.
#[derive(Debug)]
struct Arena<T> {
    first: OnceCell<Box<Chunk<T>>>,
}

#[derive(Debug)]
struct Chunk<T> {
    things: [OnceCell<T>; 64],
    next: OnceCell<Box<Chunk<T>>>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Arena { first: OnceCell::new() }
    }
}

impl<T> Chunk<T> {
    fn new() -> Box<Self> {
        Box::new(Chunk { things: [const { OnceCell::new() }; 64], next: OnceCell::new() })
    }
}

impl<T> Arena<T> {
    fn keep(&self, thing: T) -> &T {
        let mut chunk = self.first.get_or_init(Chunk::new);
        loop {
            if let Some(free) = chunk.things.iter().find(|it| it.get().is_none()) {
                return free.get_or_init(|| thing);
            }
            chunk = chunk.next.get_or_init(Chunk::new);
        }
    }
}

impl Made {
    /// Keeps a value.
    pub(super) fn keep(&self, value: Value) -> &Value {
        self.values.keep(value)
    }

    /// Keeps a letter.
    pub(super) fn letter(&self, letter: char) -> &Literal {
        self.literals.keep(Literal::Letter(letter))
    }

    /// Keeps an unknown that is nothing but itself.
    pub(super) fn unknown(&self, expression: &str, span: Span, reason: impl Into<Reason>) -> &Arc<Unknown> {
        let symbol = Symbol::operation("guard", [Symbol::text(expression)]);
        self.unknowns.keep(Arc::new(Unknown::new(expression, span, reason).symbol(symbol)))
    }

    /// Keeps an unknown.
    pub(super) fn keep_unknown(&self, unknown: &Arc<Unknown>) -> &Arc<Unknown> {
        self.unknowns.keep(Arc::clone(unknown))
    }
}
