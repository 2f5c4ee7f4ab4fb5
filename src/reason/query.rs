//! A question to a policy, as the search is asked it.

use std::sync::Arc;

use super::Owner;
use super::caller::Caller;
use super::identity::{self, Besides};
use super::pattern::{Extent, TooMany};
use super::route::Channel;
use super::target::Target;
use super::trust::Trust;
use crate::iam::{Action, Policy};
use crate::value::{PastBound, Undecided, Unknown};

/// A question to a policy.
#[derive(Clone)]
pub(super) struct Query<'q> {
    pub(super) policy: &'q Policy,
    /// Denies of the question's own: requests that it is not about.
    pub(super) excluded: Option<&'q Policy>,
    /// A policy that must not let the request through.
    pub(super) reference: Option<&'q Policy>,
    pub(super) target: &'q Target,
    /// Set where the question is about requests through an access point.
    pub(super) access_point: Option<Passage<'q>>,
    pub(super) owner: &'q Owner,
    /// The actions asked about, the one to name in a witness first.
    pub(super) actions: Vec<Action>,
    pub(super) callers: Vec<Caller>,
    /// How requests come; the preferred answer first.
    pub(super) channels: &'static [Channel],
    /// By whose view of it what the policy fixes is left out; `None` to leave nothing out.
    pub(super) trust: Option<Trust>,
    /// Whether a statement must allow the request; else it only must not be denied.
    pub(super) needs_allow: bool,
    /// How many values are tried: of few, only a request that is found says something.
    pub(super) extent: Extent,
}

/// An access point that requests come through: its policy must let them in too, by its own ARN.
#[derive(Clone, Copy)]
pub(super) struct Passage<'q> {
    pub(super) policy: &'q Policy,
    pub(super) target: &'q Target,
}

/// Whose a statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Side {
    /// The policy's that is judged.
    Own,
    /// The access point's that requests come through.
    AccessPoint,
    /// The question's: it leaves requests out.
    Excluded,
    /// The policy's that the judged one is held against.
    Reference,
}

impl Query<'_> {
    /// Whether the question is about requests through one access point.
    pub(super) fn is_through(&self) -> bool {
        self.access_point.is_some() || self.target.is_access_point()
    }

    /// What the statements of a side are about.
    pub(super) fn target_of(&self, side: Side) -> &Target {
        match (side, &self.access_point) {
            (Side::AccessPoint, Some(access_point)) => access_point.target,
            _ => self.target,
        }
    }

    /// The callers, as far as the policies tell them apart.
    pub(super) fn expanded(&self) -> Result<Vec<Caller>, TooMany> {
        let policies = [Some(self.policy), self.access_point.map(|it| it.policy), self.reference, self.excluded];
        let policies: Vec<&Policy> = policies.into_iter().flatten().collect();
        let besides = if self.trust == Some(Trust::ByS3) { Besides::Anyone } else { Besides::Nobody };
        identity::expand(&self.callers, &policies, self.owner, besides)
    }

    /// What is not known of whole policies.
    pub(super) fn rests(&self) -> impl Iterator<Item = &Arc<Unknown>> {
        let policies = [Some(self.policy), self.access_point.map(|it| it.policy), self.reference];
        policies.into_iter().flatten().filter_map(|policy| policy.rest.as_ref())
    }

    /// What a verdict hangs on where no part of the policy is to blame alone.
    pub(super) fn unexplained(&self) -> Arc<Unknown> {
        Arc::new(Unknown::new("the policy", self.policy.span, Undecided::SeveralParts))
    }

    /// Why a search gave up.
    pub(super) fn too_much(&self) -> Arc<Unknown> {
        Arc::new(Unknown::new("the policy", self.policy.span, PastBound::Combinations))
    }
}
