//! Names that an expression sees beside those of its module: `each`, `count`, iterators, variables of `for`.

use std::sync::Arc;

use crate::value::Value;

/// A chain of names, the innermost first.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Scope(Option<Arc<Frame>>);

#[derive(Debug)]
struct Frame {
    name: String,
    value: Value,
    outer: Scope,
}

impl Scope {
    /// The scope with one more name.
    pub(super) fn with(&self, name: &str, value: Value) -> Scope {
        Scope(Some(Arc::new(Frame { name: name.to_owned(), value, outer: self.clone() })))
    }

    /// The value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let mut scope = self;
        while let Some(frame) = &scope.0 {
            if frame.name == name {
                return Some(&frame.value);
            }
            scope = &frame.outer;
        }
        None
    }
}
