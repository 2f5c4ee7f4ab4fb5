//! Names that an expression sees beside those of its module: `each`, `count`, iterators, variables of `for`.

use std::sync::Arc;

use crate::value::{Symbol, Value};

/// A chain of names, the innermost first.
#[derive(Clone, Debug, Default)]
pub(in crate::terraform) struct Scope {
    innermost: Option<Arc<Frame>>,
    /// Whether the names of the module are not seen: in the template of a file.
    is_closed: bool,
    /// The collections of which some name stands for an element, whichever it is.
    elements: Vec<Symbol>,
}

#[derive(Debug)]
struct Frame {
    name: String,
    value: Value,
    outer: Option<Arc<Frame>>,
}

impl Scope {
    /// A scope from which the names of the module are not seen.
    pub(super) fn closed() -> Scope {
        Scope { is_closed: true, ..Scope::default() }
    }

    /// Whether the names of the module are not seen.
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// The scope with one more name.
    pub(super) fn with(&self, name: &str, value: Value) -> Scope {
        let frame = Frame { name: name.to_owned(), value, outer: self.innermost.clone() };
        Scope { innermost: Some(Arc::new(frame)), ..self.clone() }
    }

    /// The scope in which a name stands for an element of one more collection.
    pub(super) fn within(&self, elements: Symbol) -> Scope {
        let mut scope = self.clone();
        scope.elements.push(elements);
        scope
    }

    /// Whether a name stands for an element of a collection.
    pub(super) fn is_within(&self, elements: &Symbol) -> bool {
        self.elements.contains(elements)
    }

    /// The value of a name.
    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        let mut frame = self.innermost.as_ref();
        while let Some(at) = frame {
            if at.name == name {
                return Some(&at.value);
            }
            frame = at.outer.as_ref();
        }
        None
    }
}
