//! Decides who can reach a bucket or a key, from its policies, public access blocks, ACL and Object Ownership.
//!
//! A verdict is never guessed: `Public` carries a request that [`replay`] confirms, `NotPublic` says what shuts each way
//! in, `Unknown` names what the code does not decide.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::Subject;
use crate::source::Span;
use crate::value::Unknown;

/// What is asked of a bucket or a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Question {
    /// Can the public read or list the bucket?
    PublicRead,
    /// Can the public write, tag or change permissions?
    PublicWrite,
    /// Can anyone at all, the owner's account included, make a request over plain HTTP that no policy denies?
    PlainHttp,
    /// Can the public use the key?
    PublicKey,
}

/// The answer to a [`Question`].
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Yes: this request gets through.
    Public(Box<Witness>),
    /// No: this shuts each way in.
    NotPublic(Vec<Step>),
    /// The code does not decide it; never empty.
    Unknown(Vec<Blocker>),
}

/// A request that gets through, and what lets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Who asks: `*` for an anonymous caller, else an ARN.
    pub principal: String,
    /// The action: `s3:GetObject`.
    pub action: String,
    /// The ARN asked for.
    pub resource: String,
    /// Condition keys and their values; a key that is not listed is absent from the request.
    pub context: BTreeMap<String, String>,
    /// What lets it through.
    pub through: Through,
}

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
    /// This grant of the bucket's ACL.
    Grant {
        /// Where the grant or the canned ACL stands.
        span: Span,
    },
    /// No statement denies it: for [`Question::PlainHttp`], where no Allow is needed.
    NotDenied {
        /// The policy that does not deny it; `None` where there is no policy.
        policy: Option<Span>,
    },
}

/// One fact on which a `NotPublic` rests.
#[derive(Clone, Debug)]
pub struct Step {
    /// What shuts a way in, as a sentence.
    pub message: String,
    /// Where it stands; `None` for a default of AWS.
    pub span: Option<Span>,
}

/// Something that the code does not decide and on which the verdict depends.
#[derive(Clone, Debug)]
pub struct Blocker {
    /// The unknown: an expression of the code, or a condition of a policy that cannot be decided.
    pub unknown: Arc<Unknown>,
}

/// x
#[derive(Clone, Copy, Debug, Default)]
pub struct Assumptions {}

/// Answers a question about a subject that holds no choice.
pub fn decide(question: Question, subject: &Subject<'_>, a: &Assumptions) -> Verdict {
    let _ = (question, subject, a);
    Verdict::Unknown(Vec::new())
}

/// Whether the request gets through, by an evaluator that shares no code with [`decide`].
pub fn replay(question: Question, subject: &Subject<'_>, witness: &Witness) -> bool {
    let _ = (question, subject, witness);
    false
}
