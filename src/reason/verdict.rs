//! What an answer to a question says.

use std::collections::BTreeMap;

use super::{Step, Through};
use crate::value::{PastBound, Reason, Unknowns};

/// The answer to a [`Question`](super::Question).
#[derive(Clone, Debug)]
pub enum Verdict {
    /// Yes: this request gets through; of replication, this one does not.
    Yes(Box<Witness>),
    /// No: this shuts each way.
    No(Vec<Step>),
    /// The code does not decide it, or a condition of a policy cannot be decided.
    Open(Unknowns),
}

impl Verdict {
    /// Whether it is open because a search gave up.
    pub fn gave_up(&self) -> bool {
        let is_bound = |reason: &Reason| *reason == Reason::PastBound(PastBound::Combinations);
        matches!(self, Verdict::Open(unknowns) if unknowns.iter().any(|it| is_bound(&it.reason)))
    }
}

/// A request that gets through, and what lets it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Witness {
    /// Who asks: `*` for an anonymous caller, else an ARN.
    pub principal: String,
    /// Whom that stands for.
    pub who: Who,
    /// The action: `s3:GetObject`.
    pub action: String,
    /// The ARN asked for.
    pub resource: String,
    /// Condition keys and their values; a key that is not listed is absent from the request.
    pub context: BTreeMap<String, String>,
    /// What lets it through.
    pub through: Through,
    /// The statement that nearly keeps it out, and what that leaves out.
    pub nearest: Option<Step>,
}

impl Witness {
    /// Each place that lets the request through, the one to change first, and what nearly keeps it out.
    pub fn steps(&self) -> Vec<Step> {
        let mut steps = self.through.steps();
        steps.extend(self.nearest.clone());
        steps
    }
}

/// Whom the name of a caller stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// Anyone without credentials.
    Anonymous,
    /// Principals of any AWS account.
    Stranger,
    /// Any AWS service.
    Service,
    /// The AWS service of this name.
    NamedService,
    /// The principal, or the principals, of this name.
    Named,
}

impl Who {
    /// Whether it is an AWS service.
    pub fn is_service(self) -> bool {
        matches!(self, Who::Service | Who::NamedService)
    }
}

/// What stands between the values of a key that has several in a [`Witness`].
pub const BETWEEN_VALUES: &str = ", ";
