//! Whether replication works: every request that S3 makes as the replication role gets through, and S3 takes the
//! configuration.
//!
//! By the S3 user guide's "Setting up permissions for live replication" and "Replicating encrypted objects". What S3
//! asks for is in [`needed`], of whom and of what in [`place`]; [`settle`] says what is known of S3's requests,
//! [`access`] looks for one that is refused, and [`setup`] for what S3 refuses to be configured with. Each refused
//! request is checked by [`replay`](mod@super::replay).
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html>
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/replication-config-for-kms-objects.html>

mod access;
mod needed;
mod place;
mod role;
mod settle;
mod setup;

use std::sync::Arc;

pub(super) use access::{Cause, Grants, How};
pub(super) use role::inline_policies;

use role::Role;

use super::{Effort, Question, Step, Through, Verdict, Witness};
use crate::model::{Bucket, ReplicationRule, Subject};
use crate::source::Span;
use crate::value::{Setting, Unknown, Unknowns};

/// What is decided of one replication rule that is in force.
#[derive(Clone, Debug)]
pub struct Replicated {
    /// What the rule is called, or its place in the list.
    pub rule: String,
    /// Where it stands.
    pub span: Span,
    /// The requests that are refused, one for each cause.
    pub refused: Vec<Witness>,
    /// What the code does not decide.
    pub open: Vec<Arc<Unknown>>,
    /// What it rests on that nothing is refused.
    pub steps: Vec<Step>,
}

/// Each replication rule of a bucket that is in force, or may be.
pub fn replicated(subject: &Subject<'_>, effort: Effort) -> Vec<Replicated> {
    let (rules, _) = Bucket::of(subject).replication_rules();
    // All of them have one role.
    let role = rules.first().map(|rule| Role::of(subject, *rule, effort));
    let in_force = rules.iter().enumerate().filter(|(_, rule)| !matches!(rule.is_enabled(), Setting::Known(false, _)));
    let decided = in_force.zip(role.iter().cycle()).map(|((at, rule), role)| decide_rule(subject, *rule, at, role));
    decided.collect()
}

/// Whether a request that replication needs is refused, by any rule of a bucket.
pub(super) fn decide(subject: &Subject<'_>, effort: Effort) -> Verdict {
    let (_, further) = Bucket::of(subject).replication_rules();
    let mut open: Vec<Arc<Unknown>> = further.into_iter().collect();
    let mut steps = Vec::new();
    let mut refused = Vec::new();
    for rule in replicated(subject, effort) {
        refused.extend(rule.refused);
        open.extend(rule.open);
        steps.extend(rule.steps);
    }
    if let Some((first, others)) = refused.split_first() {
        return Verdict::Yes(Box::new(with_others(first, others.len(), subject)));
    }
    if let Some(open) = Unknowns::of(open) {
        return Verdict::Open(open);
    }
    if steps.is_empty() {
        steps.push(Step { message: "no replication rule is in force".to_owned(), span: None });
    }
    Verdict::No(steps)
}

/// A refused request that stands for others too.
fn with_others(first: &Witness, others: usize, subject: &Subject<'_>) -> Witness {
    let mut witness = first.clone();
    if let (Through::Refused { reason, .. }, 1..) = (&mut witness.through, others) {
        let further = if others == 1 { "1 further cause".to_owned() } else { format!("{others} further causes") };
        reason.push_str(&format!("; {further}: see `bucketlint explain {}`", subject.resource.address));
    }
    witness
}

fn decide_rule(
    source: &Subject<'_>,
    rule: ReplicationRule<'_>,
    at: usize,
    role: &Result<Role<'_>, Arc<Unknown>>,
) -> Replicated {
    let name = rule.id().map_or_else(|| format!("number {}", at + 1), |id| format!("`{id}`"));
    let mut found =
        Replicated { rule: name, span: rule.span(), refused: Vec::new(), open: Vec::new(), steps: Vec::new() };
    // Where a world leaves open what bears on it, it is not looked into.
    if let Some(open) = source.conditions(&Question::Replication.bearing()).iter().next() {
        found.open.push(Arc::clone(open));
        return found;
    }
    setup::check(source, rule, &mut found);
    match role {
        Ok(role) => {
            role.check_trust(source, &mut found);
            needed::check(role, source, rule, &mut found);
        }
        Err(unknown) => found.open.push(Arc::clone(unknown)),
    }
    found.open = Unknowns::of(std::mem::take(&mut found.open)).into_iter().flatten().collect();
    // Nothing is refused by a rule that is not in force.
    if let Setting::Unknown(unknown) = rule.is_enabled()
        && !found.refused.is_empty()
    {
        found.refused.clear();
        found.open.push(unknown);
    }
    found
}
