//! Whether a request gets through all policies that have a say in it.

use std::sync::Arc;

use super::needed::Asked;
use super::role::union;
use super::settle::Known;
use crate::iam::{Effect, Policy, Principal};
use crate::reason::caller::{Caller, is_account};
use crate::reason::pattern::Extent;
use crate::reason::query::Query;
use crate::reason::route::Channel;
use crate::reason::search::Outcome;
use crate::reason::{Effort, Owner, Through, Witness, replay};
use crate::source::Span;
use crate::value::{Text, Undecided, Unknown, Unknowns};

/// What came of a request.
pub(super) enum Access {
    /// It surely gets through.
    Granted,
    /// It surely does not: this one, for this cause.
    Refused(Box<Witness>, Cause),
    /// It hangs on these.
    Open(Unknowns),
}

impl Access {
    /// What it hangs on.
    pub(super) fn unknowns(self) -> Vec<Arc<Unknown>> {
        match self {
            Access::Open(unknowns) => unknowns.into_iter().collect(),
            Access::Granted | Access::Refused(..) => Vec::new(),
        }
    }
}

/// Why a request is refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::reason) struct Cause {
    /// How the sentence starts that goes on with the actions.
    pub(in crate::reason) start: String,
    /// How it ends.
    pub(in crate::reason) end: String,
    /// Where that stands which refuses it, or nearly lets it through.
    pub(in crate::reason) span: Span,
}

impl Cause {
    /// The request of a witness as refused for this, with these actions.
    pub(super) fn refuses(self, witness: Witness, actions: &[String]) -> Witness {
        let names: Vec<_> = actions.iter().map(|action| format!("`{action}`")).collect();
        let reason = format!("{} {}{}", self.start, names.join(", "), self.end);
        Witness { through: Through::Refused { reason, span: Some(self.span) }, ..witness }
    }
}

/// The policies that have a say in a request, and how they go together.
#[derive(Clone, Copy)]
pub(in crate::reason) struct Grants<'g> {
    pub(in crate::reason) how: How,
    /// The policies of the role that asks.
    pub(in crate::reason) own: &'g Policy,
    /// What bounds its permissions.
    pub(in crate::reason) boundary: Option<&'g Policy>,
    /// The policy of what is asked for.
    pub(in crate::reason) resource: &'g Policy,
    /// The address of the role, and of what is asked for.
    pub(in crate::reason) names: (&'g str, &'g str),
    /// Where the role, and what is asked for, is declared or named.
    pub(in crate::reason) places: (Span, Span),
}

/// How the policies of a role and that of a resource go together, by the IAM user guide's "Policy evaluation logic".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::reason) enum How {
    /// The trust policy of a role decides alone.
    Trust,
    /// A bucket in the account of the role: either may allow it.
    SameAccount,
    /// A bucket in another account: both must.
    OtherAccount,
    /// A key in the account of the role: its policy must, and where that only names the account, the role's as well.
    OwnKey,
    /// A key in another account: both must.
    OtherKey,
}

impl Grants<'_> {
    /// Policies of which each must let a request through.
    fn all(&self) -> Vec<Policy> {
        let denies = || self.resource_statements(|statement| matches!(statement.effect, Effect::Allow));
        let direct = || {
            let mut policy = self.resource.clone();
            policy.statements.iter_mut().filter(|it| matches!(it.effect, Effect::Allow)).for_each(|statement| {
                let is_account = |it: &Principal| matches!(it, Principal::Aws(word) if is_account(&word.text));
                if !statement.principals.negated {
                    statement.principals.values.retain(|principal| !is_account(principal));
                }
            });
            policy
        };
        let with = |other: Policy| union([self.own.clone(), other], self.own.span);
        let mut all = match self.how {
            How::Trust => vec![self.resource.clone()],
            How::SameAccount => vec![with(direct())],
            How::OtherAccount => vec![with(denies()), self.resource.clone()],
            How::OwnKey => vec![self.resource.clone(), with(direct())],
            How::OtherKey => vec![self.resource.clone(), with(denies())],
        };
        all.extend(self.boundary.cloned());
        all
    }

    /// The policy of the resource without some statements.
    fn resource_statements(&self, without: impl Fn(&crate::iam::Statement) -> bool) -> Policy {
        let mut policy = self.resource.clone();
        policy.statements.retain(|statement| !without(statement));
        policy
    }
}

/// Looks for a request that is refused.
pub(super) fn ask(
    asked: &Asked<'_>,
    caller: &Caller,
    known: &Known,
    grants: &Grants<'_>,
    owner: &Owner,
    effort: Effort,
) -> Access {
    let mut open = Vec::new();
    for policy in grants.all() {
        let settled = known.settle(&policy, asked.action);
        let every = known.every(asked, &[&settled], policy.span);
        let query = Query {
            policy: &every,
            excluded: None,
            access_point: None,
            reference: Some(&settled),
            target: asked.target,
            owner,
            actions: vec![asked.action],
            callers: vec![known.of(caller)],
            channels: &[Channel::Tls],
            trust: None,
            needs_allow: true,
            extent: Extent::All(effort),
        };
        match query.search() {
            Outcome::Shut(_) => {}
            Outcome::Unsure(unknowns) => open.extend(unknowns),
            Outcome::Open(request) => {
                let witness = crate::reason::answer::witness(request, Through::NotDenied { policy: None });
                return match replay::refused(&witness, asked.action, asked.target, grants, owner) {
                    Some(cause) => Access::Refused(Box::new(witness), cause),
                    None => Access::Open(unconfirmed(&witness, grants.places.0).into()),
                };
            }
        }
    }
    Unknowns::of(open).map_or(Access::Granted, Access::Open)
}

fn unconfirmed(witness: &Witness, span: Span) -> Unknown {
    let shown = format!("{} by {} on {}", witness.action, witness.principal, witness.resource);
    Unknown::new(shown, span, Undecided::Unconfirmed { refused: true })
}

/// The owner of something in an account.
pub(super) fn owner_of(account: &Text, span: Span) -> Owner {
    Owner { account: account.clone(), ..Owner::unknown(span) }
}
