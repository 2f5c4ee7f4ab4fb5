//! The parts that the elements of a policy are made of.

use std::sync::Arc;

use crate::source::Span;
use crate::value::{Text, Unknown};

/// One element of a statement and its values, any of which may apply.
#[derive(Clone, Debug)]
pub struct Part<T> {
    /// Whether it is the `Not…` form: everything but the values.
    pub negated: bool,
    /// The values that are known.
    pub values: Vec<T>,
    /// Set where there may be further values that are not known.
    pub rest: Option<Arc<Unknown>>,
    /// Where the element stands.
    pub span: Span,
}

/// A text of a policy and where it stands.
#[derive(Clone, Debug)]
pub struct Word {
    /// The text, perhaps with holes.
    pub text: Text,
    /// Where it stands.
    pub span: Span,
}

impl<T> Part<T> {
    /// An element of which no value is known.
    pub fn unknown(why: Arc<Unknown>, span: Span) -> Self {
        Part { negated: false, values: Vec::new(), rest: Some(why), span }
    }
}
