//! What a policy says, element by element.

use std::sync::Arc;

use super::{Condition, Part, Principal, Word};
use crate::source::Span;
use crate::value::{Decided, Piece, Reason, Text, Truth, Unknown};

/// A resource policy, as far as the code decides it.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The version of the policy language.
    pub version: Version,
    /// The statements that are known, in order.
    pub statements: Vec<Statement>,
    /// Set where there may be further statements that are not known; of a policy of which nothing is known, why.
    pub rest: Option<Arc<Unknown>>,
    /// Where the policy stands.
    pub span: Span,
}

/// The `Version` element.
#[derive(Clone, Debug)]
pub enum Version {
    /// `2008-10-17`, which is also the meaning of a policy that has no version: it knows no policy variables.
    V2008,
    /// `2012-10-17`.
    V2012,
    /// The code does not decide it.
    Unknown(Arc<Unknown>),
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Its zero-based index in the policy.
    pub index: usize,
    /// Its `Sid`.
    pub sid: Option<Text>,
    /// Whether it allows or denies.
    pub effect: Effect,
    /// Whom it is about: `Principal` or `NotPrincipal`.
    pub principals: Part<Principal>,
    /// What is done: `Action` or `NotAction`.
    pub actions: Part<Word>,
    /// What it is done to: `Resource` or `NotResource`.
    pub resources: Part<Word>,
    /// The conditions, all of which must hold.
    pub conditions: Vec<Condition>,
    /// Set where there may be further conditions that are not known.
    pub more_conditions: Option<Arc<Unknown>>,
    /// Where the statement stands.
    pub span: Span,
}

impl Policy {
    /// The same policy with these statements.
    pub fn with(&self, statements: Vec<Statement>) -> Policy {
        Policy { version: self.version.clone(), statements, rest: self.rest.clone(), span: self.span }
    }
}

impl Statement {
    /// Whether it allows: open where it may not be there, or may ask for more than the code tells.
    pub fn allows(&self) -> Decided {
        self.effect.allows().and(Decided::all(self.more_conditions.iter().map(Decided::open)))
    }

    /// Of an Allow whose resources are nowhere known, what stands in their place. Where it is attached to a bucket, S3
    /// takes no resource but the bucket and what is in it.
    pub fn unknown_resource(&self) -> Option<&Arc<Unknown>> {
        let part = Some(&self.resources).filter(|part| !part.negated && matches!(self.effect, Effect::Allow))?;
        let mut holes = part.values.iter().map(|word| match word.text.pieces().as_slice() {
            [Piece::Hole(unknown)] => Some(*unknown),
            _ => None,
        });
        let first = holes.next().unwrap_or(part.rest.as_ref())?;
        let is_faulty = matches!(first.reason, Reason::Error(_) | Reason::Refused(_));
        (!is_faulty && holes.all(|hole| hole.is_some())).then_some(first)
    }
}

/// The `Effect` element.
#[derive(Clone, Debug)]
pub enum Effect {
    /// `Allow`.
    Allow,
    /// `Deny`.
    Deny,
    /// The code does not decide it, or it is neither.
    Unknown(Arc<Unknown>),
}

impl Effect {
    /// Whether it is `Allow`.
    pub fn allows(&self) -> Decided {
        match self {
            Effect::Allow => Decided::True,
            Effect::Deny => Decided::False,
            Effect::Unknown(unknown) => Decided::open(unknown),
        }
    }

    /// Whether it is `Deny`.
    pub fn denies(&self) -> Decided {
        !self.allows()
    }
}

/// Something in a policy that AWS would reject.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PolicyProblem {
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
}

impl Policy {
    /// A policy of which nothing is known.
    pub fn unknown(why: Arc<Unknown>, span: Span) -> Self {
        Policy { version: Version::Unknown(Arc::clone(&why)), statements: Vec::new(), rest: Some(why), span }
    }
}

impl Version {
    /// Whether `${…}` in a value is a policy variable.
    pub fn has_variables(&self) -> Truth {
        match self {
            Version::V2008 => Truth::False,
            Version::V2012 => Truth::True,
            Version::Unknown(_) => Truth::Unknown,
        }
    }
}
