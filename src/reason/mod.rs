//! Decides who can reach a bucket or a key, from its policies, public access blocks, ACL and Object Ownership.
//!
//! A verdict is never guessed: `Public` carries a request that [`replay()`] confirms, `NotPublic` says what shuts each way
//! in, `Unknown` names what the code does not decide.
//!
//! [`public`] and [`key`] ask for a request of the public that a policy allows, [`transport`] for one over plain HTTP that
//! none denies; [`block`] knows the settings that shut a way in. All of them ask [`search`], which goes through classes of
//! requests: [`caller`]s, [`target`]s and actions, told apart by [`pattern`]s, and values of condition [`keys`], told apart
//! by their [`domain`]s. [`mod@replay`] checks each request that is found.

mod address;
mod block;
mod blocker;
mod caller;
mod domain;
mod key;
mod keys;
mod pattern;
mod public;
mod replay;
mod search;
mod target;
mod transport;

use std::collections::{BTreeMap, HashSet};
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

/// What is assumed where the code says nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Assumptions {
    /// The public access block of a bucket that declares none.
    pub public_access_block: AssumedBlock,
}

/// What the public access block of a bucket is taken to be where the code declares none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum AssumedBlock {
    /// All four settings are off, as in IAM Access Analyzer's previews.
    #[default]
    Off,
    /// All four are on, as S3 sets them for new buckets.
    On,
    /// They are not known.
    Unknown,
}

/// Answers a question about a subject that holds no choice. Every `Public` has been confirmed by [`replay()`].
pub fn decide(question: Question, subject: &Subject<'_>, assumptions: &Assumptions) -> Verdict {
    let verdict = match question {
        Question::PublicRead | Question::PublicWrite => public::decide(question, subject, assumptions),
        Question::PlainHttp => transport::decide(subject),
        Question::PublicKey => key::decide(subject),
    };
    match verdict {
        Verdict::Public(witness) if !replay(question, subject, &witness, assumptions) => {
            Verdict::Unknown(vec![Blocker { unknown: Arc::new(unconfirmed(subject, &witness)) }])
        }
        Verdict::Unknown(blockers) => Verdict::Unknown(each_once(blockers)),
        verdict => verdict,
    }
}

fn each_once(blockers: Vec<Blocker>) -> Vec<Blocker> {
    let mut seen = HashSet::new();
    blockers.into_iter().filter(|blocker| seen.insert(blocker.unknown.symbol.clone())).collect()
}

/// Whether the request gets through, by an evaluator that shares no code with [`decide`].
pub fn replay(question: Question, subject: &Subject<'_>, witness: &Witness, assumptions: &Assumptions) -> bool {
    replay::replay(question, subject, witness, assumptions)
}

fn unconfirmed(subject: &Subject<'_>, witness: &Witness) -> Unknown {
    let shown = format!("{} by {} on {}", witness.action, witness.principal, witness.resource);
    let reason = "was found to get through and could not be confirmed, which is an inconsistency of this program";
    Unknown::new(shown, subject.resource.header, reason)
}
