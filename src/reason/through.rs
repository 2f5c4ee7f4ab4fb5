//! What lets a request through, and how that is put to people.

use std::sync::Arc;

use crate::source::Span;

/// What lets a request through.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Through {
    /// This statement, by its zero-based index, of the policy at this address.
    Statement {
        /// The address of the policy.
        policy: Arc<str>,
        /// The zero-based index of the statement.
        index: usize,
        /// Where the statement stands.
        span: Span,
    },
    /// A statement of an access point's policy together with one of the bucket's: both policies must allow it.
    AccessPoint {
        /// The statement of the access point's policy.
        own: Allowing,
        /// The statement of the bucket policy.
        of_bucket: Allowing,
    },
    /// This grant of the bucket's ACL.
    Grant {
        /// Where the grant or the canned ACL stands.
        span: Span,
    },
    /// No statement denies it: for [`Question::PlainHttp`](super::Question::PlainHttp), where no Allow is needed.
    NotDenied {
        /// The policy that does not deny it; `None` where there is no policy.
        policy: Option<Span>,
    },
    /// It does not get through: for [`Question::Replication`](super::Question::Replication), where each request must.
    Refused {
        /// What refuses it, as a sentence.
        reason: String,
        /// Where that stands.
        span: Option<Span>,
    },
}

/// A statement that allows a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowing {
    /// The address of the policy, or of the access point that has it.
    pub policy: Arc<str>,
    /// The zero-based index of the statement.
    pub index: usize,
    /// Where the statement stands.
    pub span: Span,
}

impl Through {
    /// Each place that lets the request through with what it does; the first is the one to change.
    pub fn steps(&self) -> Vec<Step> {
        let step = |message: &str, span: Option<Span>| Step { message: message.to_owned(), span };
        match self {
            Through::Statement { span, .. } => vec![step("this statement allows it", Some(*span))],
            Through::AccessPoint { own, of_bucket } => vec![
                step("this statement of the access point's policy allows it", Some(own.span)),
                step("this statement of the bucket policy allows it through the access point", Some(of_bucket.span)),
            ],
            Through::Grant { span } => vec![step("this grants it", Some(*span))],
            Through::Refused { reason, span } => vec![step(reason, *span)],
            Through::NotDenied { policy: None } => vec![step("no policy is attached to this bucket", None)],
            Through::NotDenied { policy } => vec![step("no statement of this policy denies it", *policy)],
        }
    }

    /// The place to change; `None` where something is missing.
    pub fn place(&self) -> Option<Span> {
        self.steps().first().and_then(|step| step.span)
    }

    /// The zero-based index of the statement that is to be changed.
    pub fn statement(&self) -> Option<usize> {
        match self {
            Through::Statement { index, .. } => Some(*index),
            Through::AccessPoint { own, .. } => Some(own.index),
            Through::Grant { .. } | Through::NotDenied { .. } | Through::Refused { .. } => None,
        }
    }
}

/// One fact on which a no rests.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What shuts a way in, as a sentence.
    pub message: String,
    /// Where it stands; `None` for a default of AWS.
    pub span: Option<Span>,
}
