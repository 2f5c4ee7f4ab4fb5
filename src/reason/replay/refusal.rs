//! Asks of one request of a replication role whether it is refused, and by what.
//!
//! What cannot be evaluated speaks for the request: an Allow that may match lets it through, a Deny counts where it
//! surely matches. A key that the request does not carry is not known, unless it is of a way that S3 does not come by.

use super::super::replication::{Cause, Grants, How};
use super::condition;
use super::request::Request;
use super::text::Names;
use crate::iam::{Action, Condition, Effect, Policy, Principal, Statement};
use crate::model::{Bucket, Subject};
use crate::reason::target::Target;
use crate::reason::{Owner, Witness};
use crate::source::Span;
use crate::value::{Lookup, Truth};

/// What refuses the request; `None` where it may get through.
pub(in crate::reason) fn refused(
    witness: &Witness,
    action: Action,
    target: &Target,
    grants: &Grants<'_>,
    owner: &Owner,
) -> Option<Cause> {
    let request = Request::on(witness, action, target, target.key_of(&witness.resource)?, owner)?;
    let (role, place) = grants.names;
    let (role_span, place_span) = grants.places;
    let own = Some(grants.own).filter(|_| grants.how != How::Trust);
    let mut policies = own.into_iter().chain([grants.resource]).chain(grants.boundary);
    if let Some(statement) = policies.find_map(|policy| denying(policy, &request)) {
        return Some(cause(format!("this statement denies `{role}`"), String::new(), statement.span));
    }
    let allows = |policy: &Policy| may_allow(policy, &request, |_| true);
    let by_itself = || may_allow(grants.resource, &request, |statement| !names_only_accounts(statement));
    let on = format!(" on `{place}`");
    let lacks = |policy: &Policy, start: String, end: &str, span: Span| {
        let (hint, span) =
            near(policy, &request, span).map_or((String::new(), span), |(hint, at)| (format!(": {hint}"), at));
        Some(cause(start, format!("{end}{hint}"), span))
    };
    let of_role = || lacks(grants.own, format!("no policy of `{role}` allows"), &on, role_span);
    let of_place = |start: &str| lacks(grants.resource, format!("{start} `{role}`"), "", place_span);
    match grants.how {
        How::Trust if !allows(grants.resource) => {
            lacks(grants.resource, format!("the trust policy of `{role}` does not let S3 do"), "", grants.resource.span)
        }
        How::SameAccount if !allows(grants.own) && !by_itself() => of_role(),
        How::OtherAccount if !allows(grants.own) => of_role(),
        How::OtherAccount if !allows(grants.resource) => {
            of_place(&format!("the policy of `{place}`, which is in another account, does not allow"))
        }
        How::OwnKey | How::OtherKey if !allows(grants.resource) => {
            of_place(&format!("the key policy of `{place}` does not allow"))
        }
        How::OwnKey if !allows(grants.own) && !by_itself() => of_role(),
        How::OtherKey if !allows(grants.own) => of_role(),
        _ if grants.boundary.is_some_and(|boundary| !allows(boundary)) => {
            Some(cause(format!("the permissions boundary of `{role}` does not allow"), on, role_span))
        }
        _ => None,
    }
}

fn cause(start: String, end: String, span: Span) -> Cause {
    Cause { start, end, span }
}

/// The statement of a policy that comes nearest to allowing the request, and what keeps it from that.
fn near(policy: &Policy, request: &Request<'_>, header: Span) -> Option<(String, Span)> {
    let names = Names { variables: policy.version.has_variables(), value: &|_| None, holes: &[] };
    let allows = |statement: &&Statement| {
        let written = statement.span != header;
        written && matches!(statement.effect, Effect::Allow) && request.does(&statement.actions) == Truth::True
    };
    let mut found = None;
    for statement in policy.statements.iter().filter(allows) {
        if request.is_on(&statement.resources, &names) == Truth::False {
            found = found.or_else(|| Some(("this statement does so on other resources".to_owned(), statement.span)));
            continue;
        }
        if request.is_by(&statement.principals) == Truth::False {
            found = found.or_else(|| Some(("this statement does so for others".to_owned(), statement.span)));
            continue;
        }
        let failing = statement.conditions.iter().find(|condition| holds(condition, &names, request) == Truth::False);
        if let Some(condition) = failing {
            let name = format!("`{} {}`", condition.operator_name, condition.key);
            let has = match request.context.get(&condition.key.to_ascii_lowercase()) {
                Some(values) => format!("the request has `{}`", values.join("`, `")),
                None => "the request does not have the key".to_owned(),
            };
            return Some((format!("{name} of this statement does not hold, for {has}"), statement.span));
        }
    }
    found
}

/// Whether a bucket surely is without versioning.
pub(in crate::reason) fn is_unversioned(bucket: &Subject<'_>) -> bool {
    match Bucket::of(bucket).resource().property(&["VersioningConfiguration", "Status"]) {
        Lookup::Set(status) => status.as_str().is_some_and(|status| status != "Enabled"),
        Lookup::Unset => true,
        Lookup::Unknown(_) => false,
    }
}

/// Whether a bucket surely is without Object Lock.
pub(in crate::reason) fn is_unlocked(bucket: &Subject<'_>) -> bool {
    let resource = Bucket::of(bucket).resource();
    let is_configured = !matches!(resource.property(&["ObjectLockConfiguration"]), Lookup::Unset);
    match resource.property(&["ObjectLockEnabled"]) {
        _ if is_configured => false,
        Lookup::Set(on) => on.as_bool() == Some(false) || on.as_str() == Some("false"),
        Lookup::Unset => true,
        Lookup::Unknown(_) => false,
    }
}

/// The statement of a policy that surely denies the request.
fn denying<'p>(policy: &'p Policy, request: &Request<'_>) -> Option<&'p Statement> {
    let denies = |statement: &&Statement| {
        matches!(statement.effect, Effect::Deny) && matches(policy, statement, request) == Truth::True
    };
    policy.statements.iter().find(denies)
}

/// Whether some of these statements of a policy may allow the request.
fn may_allow(policy: &Policy, request: &Request<'_>, counts: impl Fn(&Statement) -> bool) -> bool {
    let allows = |statement: &Statement| {
        !matches!(statement.effect, Effect::Deny)
            && counts(statement)
            && matches(policy, statement, request) != Truth::False
    };
    policy.rest.is_some() || policy.statements.iter().any(allows)
}

/// Whether a statement is about accounts as a whole, which then decide for themselves.
fn names_only_accounts(statement: &Statement) -> bool {
    let is_account = |principal: &Principal| match principal {
        Principal::Aws(word) => {
            let shown = word.text.display();
            shown.ends_with(":root") || (!shown.contains("arn:") && !shown.contains("arn}"))
        }
        _ => false,
    };
    let part = &statement.principals;
    !part.negated && part.rest.is_none() && part.values.iter().all(is_account)
}

fn matches(policy: &Policy, statement: &Statement, request: &Request<'_>) -> Truth {
    let names = Names { variables: policy.version.has_variables(), value: &|_| None, holes: &[] };
    let has_variable = statement.resources.values.iter().any(|word| word.text.has_known("${"));
    let resource = if has_variable { Truth::Unknown } else { request.is_on(&statement.resources, &names) };
    let more = if statement.more_conditions.is_some() { Truth::Unknown } else { Truth::True };
    request
        .is_by(&statement.principals)
        .and(request.does(&statement.actions))
        .and(resource)
        .and(Truth::all(statement.conditions.iter().map(|condition| holds(condition, &names, request))))
        .and(more)
}

fn holds(condition: &Condition, names: &Names<'_>, request: &Request<'_>) -> Truth {
    let key = condition.key.to_ascii_lowercase();
    let way = [
        "sourcevpc",
        "vpcsourceip",
        "vpceaccount",
        "vpceorg",
        "federatedprovider",
        "dataaccesspoint",
        "accesspointnetwork",
    ];
    let of_another_way = way.iter().any(|part| key.contains(part));
    let variable = condition.values.values.iter().any(|word| word.text.has_known("${"));
    if variable || (!of_another_way && !request.context.contains_key(&key)) {
        return Truth::Unknown;
    }
    condition::holds(condition, names, &request.context)
}
