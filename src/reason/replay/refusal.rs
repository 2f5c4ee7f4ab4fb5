//! Asks of one request of a replication role whether it is refused, and by what.
//!
//! What cannot be evaluated speaks for the request: an Allow that may match lets it through, a Deny counts where it surely
//! matches. A key that the request does not carry is not known, unless it is of a way that S3 does not come by.

use super::super::replication::{Grants, How};
use super::condition;
use super::request::Request;
use super::text::Names;
use crate::iam::{Action, Condition, Effect, Policy, Principal, Statement};
use crate::model::{Bucket, Subject};
use crate::reason::target::Target;
use crate::reason::{Owner, Witness};
use crate::source::Span;
use crate::value::{Lookup, Truth};

/// What refuses the request, as the start of a sentence that ends in actions, and where that stands; `None` where it may
/// get through.
pub(in crate::reason) fn refused(
    witness: &Witness,
    action: Action,
    target: &Target,
    grants: &Grants<'_>,
    owner: &Owner,
) -> Option<(String, Option<Span>)> {
    let request = Request::on(witness, action, target, owner)?;
    let (role, place) = grants.names;
    let (role_span, place_span) = grants.places;
    let own = [(grants.own, role)].into_iter().filter(|_| grants.how != How::Trust);
    let mut policies = own.chain([(grants.resource, place)]).chain(grants.boundary.map(|it| (it, role)));
    if let Some((statement, of)) = policies.find_map(|(policy, of)| Some((denying(policy, &request)?, of))) {
        return Some((format!("this statement of `{of}` denies"), Some(statement.span)));
    }
    let (by_role, by_place) =
        (may_allow(grants.own, &request, |_| true), may_allow(grants.resource, &request, |_| true));
    let to_role = may_allow(grants.resource, &request, |statement| !names_only_accounts(statement));
    let of_role = || Some((format!("no policy of `{role}` allows"), Some(role_span)));
    let of_key =
        || Some((format!("the key policy of `{place}` lets neither `{role}` nor its account do"), Some(place_span)));
    match grants.how {
        How::Trust if !by_place => {
            Some((format!("the trust policy of `{place}` does not let S3 do"), Some(grants.resource.span)))
        }
        How::SameAccount if !by_role && !to_role => of_role(),
        How::OtherAccount if !by_role => of_role(),
        How::OtherAccount if !by_place => {
            let message = format!("`{place}` is in another account, and its policy does not let `{role}` do");
            Some((message, Some(place_span)))
        }
        How::OwnKey | How::OtherKey if !by_place => of_key(),
        How::OwnKey if !by_role && !to_role => of_role(),
        How::OtherKey if !by_role => of_role(),
        _ if grants.boundary.is_some_and(|boundary| !may_allow(boundary, &request, |_| true)) => {
            Some((format!("the permissions boundary of `{role}` does not allow"), Some(role_span)))
        }
        _ => None,
    }
}

/// Whether a bucket surely is without versioning.
pub(in crate::reason) fn is_unversioned(bucket: &Subject<'_>) -> bool {
    match Bucket::of(bucket).resource().property(&["VersioningConfiguration", "Status"]) {
        Lookup::Set(status) => status.as_str().is_some_and(|status| status != "Enabled"),
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
    let names = Names { variables: policy.version.has_variables(), value: &|_| None };
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
