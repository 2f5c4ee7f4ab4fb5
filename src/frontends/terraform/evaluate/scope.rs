//! Names that an expression sees beside those of its module: `each`, `count`, iterators, variables of `for`.

use std::sync::Arc;

use crate::value::Value;

/// A chain of names, the innermost first.
#[derive(Clone, Debug, Default)]
pub(in super::super) struct Scope {
    innermost: Option<Arc<Frame>>,
    /// Whether the names of the module are not seen: in the template of a file.
    is_closed: bool,
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
        Scope { innermost: None, is_closed: true }
    }

    /// Whether the names of the module are not seen.
    pub(super) fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// The scope with one more name.
    pub(super) fn with(&self, name: &str, value: Value) -> Scope {
        let frame = Frame { name: name.to_owned(), value, outer: self.innermost.clone() };
        Scope { innermost: Some(Arc::new(frame)), is_closed: self.is_closed }
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
