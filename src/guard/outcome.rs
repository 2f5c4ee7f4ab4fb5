//! What comes of Guard text: of reading it, and of evaluating it.

use std::sync::Arc;

use crate::source::Span;
use crate::value::{Step, Unknown, Value};

/// Guard text that cannot be used, with the line at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GuardError {
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// The line, from 1; 0 where the whole file is meant.
    pub line: usize,
}

/// Guard's statuses, and the one that it lacks. Comparisons are [`Decided`](crate::value::Decided); a status is more,
/// for a clause may be skipped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Every clause holds.
    Pass,
    /// A clause does not hold.
    Fail,
    /// The rule's `when` does not hold, or its selection is empty.
    Skip,
    /// What is known decides neither.
    Unknown,
}

/// What came of one named rule.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// The rule's name in the Guard text.
    pub rule: Arc<str>,
    /// Its status.
    pub status: Status,
    /// The clauses that do not hold, where the status is `Fail`.
    pub failures: Vec<Failure>,
    /// What the status depends on, where it is `Unknown`; never empty then.
    pub unknowns: Vec<Arc<Unknown>>,
}

/// A clause that does not hold.
#[derive(Clone, Debug)]
pub struct Failure {
    /// The keys and indices from the document's root to the value judged, or to the deepest value that is there.
    pub path: Vec<String>,
    /// The value judged; `None` where it is missing.
    pub found: Option<Value>,
    /// The key of the deepest value on the path that is there: where something is missing, the place to mend.
    pub nearest: Option<Span>,
    /// How the value came there that says that nothing is set.
    pub unset: Option<Arc<Step>>,
    /// The clause's custom message (`<<…>>`), trimmed.
    pub message: Option<Arc<str>>,
    /// The clause's line in the Guard text.
    pub line: usize,
}

pub(super) fn fault(line: usize, message: impl Into<String>) -> GuardError {
    GuardError { message: message.into(), line }
}
