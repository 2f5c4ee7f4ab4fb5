//! A template's text as a tree of values with places.

use crate::finding::{Problem, ProblemKind};
use crate::source::Span;
use crate::value::Value;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The tree; `None` where the text does not parse.
    pub(super) root: Option<Value>,
    pub(super) problems: Vec<Problem>,
}

/// What is said of a key that stood in its map before.
pub(super) fn repeated_key(key: &str, span: Span) -> Problem {
    Problem::at(ProblemKind::Note, span, format!("the key `{key}` stands twice in one map"))
        .help("the later one counts, as where it is deployed")
}
