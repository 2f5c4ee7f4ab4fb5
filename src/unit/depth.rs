//! What is told of texts that are too large or nest too deep.

use crate::finding::{Problem, ProblemKind};
use crate::source::Span;
use crate::value::{JsonError, MAX_DEPTH};

/// The one problem of all values of a file that nest deeper than is read.
pub(crate) fn too_deep(values: &[Span]) -> Option<Problem> {
    let first = values.first()?;
    let message = match values.len() {
        1 => format!("a value nests deeper than {MAX_DEPTH} levels here"),
        many => format!("{many} values nest deeper than {MAX_DEPTH} levels, the first of them here"),
    };
    let problem = Problem::at(ProblemKind::Limit, *first, message);
    Some(problem.help("what lies deeper is unknown, and named as such; everything around it is analysed"))
}

/// What is told of a text that is not read as JSON.
pub(crate) fn not_json(what: &str, error: &JsonError) -> Problem {
    match error.is_bound {
        true => Problem::at(ProblemKind::Limit, error.span, format!("this is larger than is read: {}", error.message)),
        false => Problem::at(ProblemKind::Parse, error.span, format!("{what}: {}", error.message)),
    }
}
