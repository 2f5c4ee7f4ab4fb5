//! Whether a policy leaves anybody who can change it. Of a bucket's, somebody of the account must be left: else only
//! the root user can undo it.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>

use super::{Found, any_statement, covers, is_everyone, lists, policies, same};
use crate::iam::{Condition, Principal, Service, Statement, Test, matching};
use crate::model::{Bucket, Subject};
use crate::reason::caller::{account, is_account};
use crate::reason::{Access, Situation, Verdict, Whom, grants};
use crate::value::{Decided, Lookup, Text};

/// What undoes a policy.
const UNDOES: [&str; 2] = ["s3:putbucketpolicy", "s3:deletebucketpolicy"];

/// Keys that say who asks.
const CALLERS: [&str; 4] = ["aws:principalarn", "aws:principalaccount", "aws:userid", "aws:username"];

/// Each policy of a bucket, with whether it leaves somebody of the account who can change it.
pub fn locks_out(subject: &Subject<'_>) -> Vec<Found> {
    let Some(arn) = Bucket::of(subject).arn() else { return Vec::new() };
    let own = subject.resource.account();
    let mut found = Vec::new();
    for (policy, in_force) in policies(subject) {
        let denies = |action: &str| any_statement(&policy, |it| denies_all(it, action, &arn, &own));
        let locked = Decided::all(UNDOES.map(denies));
        let one = |it: &&Statement| !matches!(denies_all(it, UNDOES[0], &arn, &own), Decided::False);
        let statement = policy.statements.iter().find(one);
        found.push(Found {
            name: statement.map_or_else(|| "the policy".to_owned(), super::called),
            holds: (!locked).or(!in_force),
            place: statement.map_or(policy.span, |it| it.span),
        });
    }
    found
}

/// The policy of a key, with whether it leaves somebody who can change it, and that it is put past the check that asks
/// the same; nothing of a key with the default policy.
///
/// <https://docs.aws.amazon.com/kms/latest/developerguide/key-policy-default.html>
pub fn key_managers(situation: &Situation, subject: &Subject<'_>) -> Vec<Found> {
    let resource = &subject.resource;
    let place = match resource.property(&["KeyPolicy"]) {
        Lookup::Unset => return Vec::new(),
        Lookup::Unknown(_) => resource.header,
        Lookup::Set(policy) => policy.span(),
    };
    let actions = matching(Service::Kms, "kms:PutKeyPolicy");
    let access = Access { actions, resources: Vec::new(), to: Whom::Anyone };
    let leaves = match grants(situation, subject, &access) {
        Verdict::Yes(_) => Decided::True,
        Verdict::No(_) => Decided::False,
        Verdict::Open(unknowns) => Decided::Open(unknowns),
    };
    let bypasses = resource.property(&["BypassPolicyLockoutSafetyCheck"]).bool();
    let found = [
        ("nobody may put another policy", leaves, place),
        ("the check for that is bypassed", !bypasses.decided(|on| (*on).into()), resource.header),
    ];
    found.into_iter().map(|(name, holds, place)| Found { name: name.to_owned(), holds, place }).collect()
}

/// Whether a statement denies an action to every principal of the account.
fn denies_all(statement: &Statement, action: &str, arn: &Text, own: &Text) -> Decided {
    let denies = statement.effect.denies();
    if matches!(denies, Decided::False) {
        return denies;
    }
    let listed = lists(&statement.actions, action);
    if matches!(listed, Decided::False) {
        return listed;
    }
    let spared: Vec<_> = statement.conditions.iter().map(|condition| !spares(condition, own)).collect();
    if spared.iter().any(|it| matches!(it, Decided::False)) {
        return Decided::False;
    }
    let further = statement.more_conditions.iter().map(Decided::open);
    Decided::all(
        [denies, listed, covers(&statement.resources, arn), is_all(statement, own)]
            .into_iter()
            .chain(spared)
            .chain(further),
    )
}

/// Whether a statement is about every principal of the account.
fn is_all(statement: &Statement, own: &Text) -> Decided {
    let part = &statement.principals;
    if !part.negated {
        return is_everyone(part);
    }
    let is_own = |principal: &Principal| principal.word().map_or(Decided::True, |word| is_of(&word.text, own));
    !Decided::any(part.values.iter().map(is_own).chain(part.rest.iter().map(Decided::open)))
}

/// Whether a condition of a Deny may leave out a principal of the account. One on anything but who asks does: whoever
/// comes another way, or with what it asks for, is left.
fn spares(condition: &Condition, own: &Text) -> Decided {
    let key = condition.key.to_ascii_lowercase();
    if !CALLERS.contains(&key.as_str()) || !condition.operator.negated || condition.operator.test == Test::Null {
        return Decided::True;
    }
    let values = condition.values.values.iter();
    let excepted = values.map(|word| match key.as_str() {
        "aws:principalarn" | "aws:principalaccount" => is_of(&word.text, own),
        // These do not tell the account.
        _ => Decided::True,
    });
    Decided::any(excepted.chain(condition.values.rest.iter().map(Decided::open)))
}

/// Whether a principal is of the account.
fn is_of(principal: &Text, own: &Text) -> Decided {
    let is_known = |of: &Text| is_account(of) || of.known_prefix().contains('*');
    match account(principal) {
        Some(of) if of.as_str().is_some_and(|of| of.contains(['*', '?'])) => Decided::True,
        Some(of) if is_known(&of) || of.as_str().is_some() => same(&of, own),
        _ => match principal.holes().next() {
            // Of the account that is deployed to, as far as anybody knows.
            Some(unknown) => Decided::open(unknown),
            None => Decided::True,
        },
    }
}
