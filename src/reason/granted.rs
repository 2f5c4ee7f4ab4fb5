//! What a policy grants whatever its conditions say: some rules of AWS Config look at no condition. A Deny that has one
//! takes nothing back.

use std::collections::BTreeMap;

use super::action::Matcher;
use super::answer::{in_force, one_of_several};
use super::grants::{Grant, search};
use super::{Access, Situation, Verdict, Whom};
use crate::iam::{Action, Effect, Policy, Principal, Service, Statement, matching};
use crate::model::{Resource, Subject};
use crate::source::Span;
use crate::value::Decided;

/// An action that is granted, or may be.
#[derive(Clone, Debug)]
pub struct Granted {
    /// Its name: `s3:PutBucketPolicy`.
    pub action: &'static str,
    /// Whether it is granted.
    pub is_granted: Decided,
    /// The statement that grants it.
    pub place: Option<Span>,
    /// Whether more effort might have decided more.
    pub gave_up: bool,
}

/// The actions of S3 and KMS that a pattern means.
pub fn actions_like(pattern: &str) -> Vec<&'static str> {
    [Service::S3, Service::Kms].into_iter().flat_map(|of| matching(of, pattern)).map(|action| action.name).collect()
}

/// The actions that a bucket policy grants to principals of other accounts, whatever its conditions say. A service is
/// no account.
pub fn granted_to_accounts(situation: &Situation, subject: &Subject<'_>) -> Vec<Granted> {
    let policies = in_force(subject);
    let mut found: BTreeMap<&str, Vec<(&Resource, Granted)>> = BTreeMap::new();
    for (resource, policy) in &policies {
        for granted in by_policy(situation, subject, resource, &without_conditions(policy)) {
            found.entry(granted.action).or_default().push((*resource, granted));
        }
    }
    let agreed = found.into_values().filter_map(|mut each| {
        let others = each.len() < policies.len();
        let (resource, granted) = each.pop()?;
        // S3 keeps one policy, and nobody knows which.
        let is_one_of_several =
            others || each.iter().any(|(_, it)| it.is_granted.truth() != granted.is_granted.truth());
        let one = || Decided::open(&one_of_several(resource));
        Some(Granted { is_granted: if is_one_of_several { one() } else { granted.is_granted.clone() }, ..granted })
    });
    agreed.collect()
}

/// What one policy grants. Actions that no statement tells apart are asked about once.
fn by_policy(situation: &Situation, subject: &Subject<'_>, resource: &Resource, policy: &Policy) -> Vec<Granted> {
    let denies_all = policy.statements.iter().all(|statement| matches!(statement.effect, Effect::Deny));
    if denies_all && policy.rest.is_none() {
        return Vec::new();
    }
    let matchers: Vec<_> = policy.statements.iter().map(|statement| Matcher::new(&statement.actions)).collect();
    let mut alike: BTreeMap<Vec<u8>, Vec<Action>> = BTreeMap::new();
    for action in Service::S3.actions() {
        let listed = matchers.iter().map(|matcher| matcher.lists(action) as u8);
        alike.entry(listed.chain([action.scope as u8]).collect()).or_default().push(*action);
    }
    let mut found = Vec::new();
    for actions in alike.into_values() {
        let one = actions.first().copied().into_iter().collect();
        let access = Access { actions: one, resources: Vec::new(), to: Whom::Others };
        let verdict = search(situation, subject, Grant::Of(&access), resource, policy);
        let gave_up = verdict.gave_up();
        let (is_granted, place) = match verdict {
            Verdict::Yes(witness) => (Decided::True, witness.through.place()),
            Verdict::Open(unknowns) => (Decided::Open(unknowns), None),
            Verdict::No(_) => continue,
        };
        let granted = |action: Action| Granted { action: action.name, is_granted: is_granted.clone(), place, gave_up };
        found.extend(actions.into_iter().map(granted));
    }
    found
}

/// What a policy says of principals that are no services, without its conditions.
fn without_conditions(policy: &Policy) -> Policy {
    // What may allow is looked at without conditions, and may take away as well.
    let is_kept = |it: &&Statement| !matches!(it.effect, Effect::Deny) || it.conditions.is_empty();
    let mut statements: Vec<_> = policy.statements.iter().filter(is_kept).cloned().collect();
    for statement in statements.iter_mut().filter(|it| !matches!(it.effect, Effect::Deny)) {
        statement.conditions.clear();
        if !statement.principals.negated {
            statement.principals.values.retain(|principal| !matches!(principal, Principal::Service(_)));
        }
    }
    statements.retain(|it| !it.principals.values.is_empty() || it.principals.rest.is_some());
    policy.with(statements)
}
