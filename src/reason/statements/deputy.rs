//! Whom a policy lets send a service: one that does not say for whom the service may come lets anybody's requests in,
//! by way of it.
//!
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/confused-deputy.html>

use super::{Found, controls, in_each, is_such, lists, policies, same};
use crate::iam::{Condition, Principal, Service, SetOperator, Statement, Test, Version, Word};
use crate::model::{Bucket, Ownership, Subject};
use crate::reason::trust::{Trust, are_further_fixed, has_account, is_fixed};
use crate::reason::{keys, pattern};
use crate::value::{Decided, Setting, Text, Truth};

/// Keys that say for whom a service comes.
const SOURCES: [&str; 5] =
    ["aws:sourcearn", "aws:sourceaccount", "aws:sourceowner", "aws:sourceorgid", "aws:sourceorgpaths"];

/// Which key says for which distribution CloudFront comes, and for whose.
const DISTRIBUTION: [&str; 2] = ["aws:sourcearn", "aws:sourceaccount"];

/// Whose grants have a rule of their own.
const CLOUDFRONT: &str = "cloudfront.amazonaws.com";

/// What delivers the logs of load balancers: it writes below the account that a balancer is of.
const LOAD_BALANCERS: &str = "logdelivery.elasticloadbalancing.amazonaws.com";

/// How the encryption context begins by which a service says what it needs a key for.
const CONTEXT: &str = "kms:encryptioncontext:";

/// The services that a policy lets in, each with whether it says for whom.
pub fn service_grants(subject: &Subject<'_>) -> Vec<Found> {
    let guarded = guarded(subject);
    in_each(subject, |statement| {
        let bound = || is_bound(statement, &SOURCES).or(guards(&guarded, statement));
        granted(statement, |service| !same(service, &Text::from(CLOUDFRONT)), &bound)
    })
}

/// What a policy lets CloudFront do, with whether it says for whose distributions, and CloudFront can read what it lets
/// it read.
pub fn cloudfront_grants(subject: &Subject<'_>) -> Vec<Found> {
    // CloudFront does not read objects that stay with whoever wrote them.
    let can_read = match Bucket::of(subject).ownership() {
        Setting::Known(ownership, _) => Decided::from(ownership != Ownership::ObjectWriter),
        Setting::Unset => Decided::True,
        Setting::Unknown(unknown) => Decided::open(&unknown),
    };
    in_each(subject, |statement| {
        let bound = || is_bound(statement, &DISTRIBUTION).and(can_read.clone());
        granted(statement, |service| same(service, &Text::from(CLOUDFRONT)), &bound)
    })
}

fn granted(statement: &Statement, wanted: impl Fn(&Text) -> Decided, bound: &dyn Fn() -> Decided) -> Vec<Found> {
    let allows = statement.effect.allows();
    let part = &statement.principals;
    if matches!(allows, Decided::False) || part.negated {
        return Vec::new();
    }
    let mut found = Vec::new();
    for principal in &part.values {
        let Principal::Service(word) = principal else { continue };
        let is_wanted = wanted(&word.text);
        if !matches!(is_wanted, Decided::False) {
            let holds = bound().or(!is_wanted).or(!allows.clone()).or(is_in_path_of_account(statement, word));
            found.push(Found { name: word.text.display(), holds, place: word.span });
        }
    }
    // One that is not known may be a service.
    found.extend(part.rest.iter().map(|unknown| Found {
        name: unknown.expression.to_string(),
        holds: bound().or(Decided::open(unknown)),
        place: part.span,
    }));
    found
}

/// Whether a statement says for whom a service may come, by any key that tells.
pub(super) fn is_bound_to_somebody(statement: &Statement) -> Decided {
    is_bound(statement, &SOURCES)
}

/// Whether a statement says for whom a service may come.
fn is_bound(statement: &Statement, keys: &[&str]) -> Decided {
    let bound = statement.conditions.iter().map(|condition| binds(condition, keys));
    Decided::any(bound.chain(statement.more_conditions.iter().map(Decided::open)))
}

/// Whether a condition keeps out requests that are made for others than it names.
fn binds(condition: &Condition, keys: &[&str]) -> Decided {
    let name = condition.key.to_ascii_lowercase();
    let operator = condition.operator;
    let is_met_without = operator.negated || operator.if_exists || operator.set == Some(SetOperator::ForAllValues);
    let of_key = name.starts_with(CONTEXT) || name == "kms:calleraccount";
    if is_met_without || !(keys.contains(&name.as_str()) || of_key) {
        return Decided::False;
    }
    let variables = Version::V2012.has_variables();
    let fixed = |word: &Word| match keys::find(&name).filter(|_| !of_key) {
        Some(key) => is_fixed(Trust::ByAccount, &name, key, condition, word, variables),
        None => is_in_context(condition, word, variables),
    };
    let known = Truth::all(condition.values.values.iter().map(fixed));
    let further = keys::find(&name)
        .filter(|_| !of_key)
        .map_or(Truth::Unknown, |key| are_further_fixed(Trust::ByAccount, &name, key, condition, variables));
    let further = if condition.values.rest.is_some() { further } else { Truth::True };
    let holes = condition.values.values.iter().flat_map(|word| word.text.holes()).chain(&condition.values.rest);
    Decided::of(known.and(further), holes.cloned().collect::<Vec<_>>(), || {
        crate::value::Unknown::new(&*condition.key, condition.span, "is not known")
    })
}

/// Whether an encryption context, or the account that calls a key, is of one account.
fn is_in_context(condition: &Condition, word: &Word, variables: Truth) -> Truth {
    let wildcards = matches!(condition.operator.test, Test::StringLike | Test::Arn);
    pattern::is_fixed(word, wildcards, variables).or(has_account(&word.text, variables))
}

/// Whether the logs of load balancers may only be put where those of one account go.
fn is_in_path_of_account(statement: &Statement, service: &Word) -> Decided {
    if service.text.as_str() != Some(LOAD_BALANCERS) || statement.resources.negated {
        return Decided::False;
    }
    let is_of_one = |text: &Text| {
        let path = text.display();
        match path.split_once("AWSLogs/") {
            Some((_, account)) => (!account.is_empty() && !account.starts_with(['*', '?'])).into(),
            // What is not known may say so.
            None => {
                let hole = text.holes().find(|hole| hole.nature.may_hold('/'));
                hole.map_or(Decided::False, Decided::open)
            }
        }
    };
    let further = statement.resources.rest.iter().map(Decided::open);
    Decided::all(statement.resources.values.iter().map(|word| is_of_one(&word.text)).chain(further))
}

/// Statements that deny what services do for strangers: of the policy itself, and of the organization.
fn guarded(subject: &Subject<'_>) -> Vec<(Statement, Decided)> {
    let own = policies(subject);
    let guards = |it: &Statement| {
        let further = it.more_conditions.iter().map(Decided::open);
        let narrow = Decided::all(it.conditions.iter().map(is_of_guard).chain(further.clone()));
        narrow.and(Decided::any(it.conditions.iter().map(names_source).chain(further))).and(it.effect.denies())
    };
    let mut found = Vec::new();
    for (policy, there) in own.into_iter().chain(controls(subject)) {
        let guarding = policy.statements.iter().map(|it| (it, guards(it).and(there.clone())));
        let guarding = guarding.filter(|(_, guards)| !matches!(guards, Decided::False));
        found.extend(guarding.map(|(it, guards)| (it.clone(), guards)));
    }
    found
}

/// Whether a condition of a Deny is one that requests by services for strangers meet.
fn is_of_guard(condition: &Condition) -> Decided {
    let name = condition.key.to_ascii_lowercase();
    let says = |wanted: &str| {
        let values = condition.values.values.iter().map(|it| is_such(&it.text, |text| text == wanted));
        Decided::all(values.chain(condition.values.rest.iter().map(Decided::open)))
    };
    match condition.operator.test {
        Test::Bool => Decided::from(name == "aws:principalisawsservice").and(says("true")),
        Test::Null => Decided::from(SOURCES.contains(&name.as_str())).and(says("false")),
        _ => names_source(condition),
    }
}

fn names_source(condition: &Condition) -> Decided {
    let name = condition.key.to_ascii_lowercase();
    let known = Decided::from(!condition.values.values.is_empty());
    let some = known.or(Decided::any(condition.values.rest.iter().map(Decided::open)));
    Decided::from(condition.operator.negated && SOURCES.contains(&name.as_str())).and(some)
}

/// Whether such a statement covers all that another one allows.
fn guards(guarded: &[(Statement, Decided)], statement: &Statement) -> Decided {
    let actions = [Service::S3, Service::Kms].into_iter().flat_map(|of| of.actions());
    let allowed = actions.map(|it| (it.lower, lists(&statement.actions, it.lower)));
    let allowed: Vec<_> = allowed.filter(|(_, is_allowed)| !matches!(is_allowed, Decided::False)).collect();
    let covers = |it: &Statement| {
        let denied =
            Decided::all(allowed.iter().map(|(action, allowed)| lists(&it.actions, action).or(!allowed.clone())));
        denied.and(super::is_everyone(&it.principals)).and(Decided::from(!allowed.is_empty()))
    };
    Decided::any(guarded.iter().map(|(it, there)| covers(it).and(there.clone())))
}
