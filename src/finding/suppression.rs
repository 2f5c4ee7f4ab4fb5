//! What a person says of a finding that is known and accepted.

use std::sync::Arc;

use crate::source::Span;

/// Why a verdict is accepted as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// The reason that its author gives.
    pub reason: Arc<str>,
    /// The last day on which it counts, as `YYYY-MM-DD`.
    pub until: Option<Arc<str>>,
    /// The comment; `None` where the configuration says it.
    pub comment: Option<Span>,
}
