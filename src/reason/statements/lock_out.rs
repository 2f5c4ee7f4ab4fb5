//! Whether a bucket policy leaves anybody of the account who can change it: else only the root user can undo it.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html>

use super::{Found, covers, is_everyone, lists, policies, same};
use crate::iam::{Condition, Effect, Principal, Statement, Test};
use crate::model::{Bucket, Subject};
use crate::reason::caller::{account, is_account};
use crate::value::{Decided, Text};

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
        let denies = |action: &str| {
            let statements = policy.statements.iter().map(|it| denies_all(it, action, &arn, &own));
            Decided::any(statements.chain(policy.rest.iter().map(Decided::open)))
        };
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

/// Whether a statement denies an action to every principal of the account.
fn denies_all(statement: &Statement, action: &str, arn: &Text, own: &Text) -> Decided {
    let denies = match &statement.effect {
        Effect::Deny => Decided::True,
        Effect::Allow => return Decided::False,
        Effect::Unknown(unknown) => Decided::open(unknown),
    };
    let listed = lists(&statement.actions, action);
    if matches!(listed, Decided::False) {
        return listed;
    }
    let spared = statement.conditions.iter().map(|condition| !spares(condition, own));
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
