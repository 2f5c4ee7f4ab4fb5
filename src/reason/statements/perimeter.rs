//! What a bucket policy, or a policy of the organization beside it, denies everyone: requests that are signed long
//! before they are made, and requests from outside of an organization and of its networks.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/API/bucket-policy-s3-sigv4-conditions.html>
//! <https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_data-perimeters.html>

use std::sync::Arc;

use super::{Found, any_statement, controls, covers, is_everyone, is_such, lists, policies};
use crate::iam::{Comparison, Condition, Policy, Statement, Test};
use crate::model::{Bucket, Subject};
use crate::value::{Decided, Text, TextBuilder};

/// Where requests may come from.
#[derive(Clone, Copy, Debug, Default)]
pub struct Perimeter<'p> {
    /// The organization of who asks.
    pub organization: Option<&'p str>,
    /// VPCs.
    pub vpcs: &'p [String],
    /// Endpoints of VPCs.
    pub endpoints: &'p [String],
    /// Ranges of addresses.
    pub addresses: &'p [String],
}

/// Whether the policy of a bucket denies requests whose signature is older than so many milliseconds, or that are
/// signed in their query at all.
pub fn presigned_limits(subject: &Subject<'_>, milliseconds: i64) -> Vec<Found> {
    let limits = |statement: &Statement| {
        let by = statement.conditions.iter().map(|it| limits_age(it, milliseconds));
        bounds(subject, statement, "s3:getobject", Decided::any(by), 1)
    };
    vec![found(subject, "no Deny bounds how long a presigned request is good for", &limits)]
}

/// Whether a policy denies what comes from outside: each half of the perimeter that is asked for.
pub fn perimeters(subject: &Subject<'_>, wanted: &Perimeter<'_>) -> Vec<Found> {
    let mut all = Vec::new();
    if let Some(organization) = wanted.organization {
        let denies = |statement: &Statement| {
            let outside = of_key(statement, "aws:principalorgid", &|it| names_all(it, &[organization.to_owned()]));
            let services = of_key(statement, "aws:principalisawsservice", &|it| is_bool(it, "false"));
            bounds(subject, statement, "s3:getobject", outside.and(services), 2)
        };
        all.push(found(subject, "no Deny keeps principals of other organizations out and lets services in", &denies));
    }
    if !(wanted.vpcs.is_empty() && wanted.endpoints.is_empty() && wanted.addresses.is_empty()) {
        let denies = |statement: &Statement| {
            let halves = [
                ("aws:sourceip", wanted.addresses),
                ("aws:sourcevpc", wanted.vpcs),
                ("aws:sourcevpce", wanted.endpoints),
            ];
            let asked = halves.into_iter().filter(|(_, values)| !values.is_empty());
            let outside = Decided::all(asked.map(|(key, values)| of_key(statement, key, &|it| names_all(it, values))));
            let services = of_key(statement, "aws:viaawsservice", &|it| is_bool(it, "false"));
            // What else is asked narrows it, but for other exemptions of services.
            bounds(subject, statement, "s3:getobject", outside.and(services), usize::MAX)
        };
        all.push(found(subject, "no Deny keeps other networks out and lets services in", &denies));
    }
    all
}

/// Whether some statement of the policies in force does something.
fn found(subject: &Subject<'_>, name: &str, does: &dyn Fn(&Statement) -> Decided) -> Found {
    let all: Vec<(Arc<Policy>, Decided)> = policies(subject).into_iter().chain(controls(subject)).collect();
    let by_policy = all.iter().map(|(policy, in_force)| any_statement(policy, does).and(in_force.clone()));
    let holds = Decided::any(by_policy);
    let place = all.first().map_or(subject.resource.header, |(policy, _)| policy.span);
    Found { name: name.to_owned(), holds, place }
}

/// Whether a statement denies everyone an action on every object, on no more conditions than so many, of which it is
/// said whether they are those that are wanted.
fn bounds(subject: &Subject<'_>, statement: &Statement, action: &str, wanted: Decided, most: usize) -> Decided {
    let denies = statement.effect.denies();
    let Some(arn) = Bucket::of(subject).arn().filter(|_| !matches!(denies, Decided::False)) else {
        return Decided::False;
    };
    let mut object = TextBuilder::default();
    object.push_text(&arn);
    object.push("/example.txt");
    let further = statement.more_conditions.iter().map(|unknown| !Decided::open(unknown));
    let says = [
        denies,
        is_everyone(&statement.principals),
        lists(&statement.actions, action),
        covers(&statement.resources, &object.finish()),
        (statement.conditions.len() <= most).into(),
        wanted,
    ];
    Decided::all(says.into_iter().chain(further))
}

/// Whether a condition on a key is as it should be; false where there is none.
fn of_key(statement: &Statement, key: &str, is_so: &dyn Fn(&Condition) -> Decided) -> Decided {
    Decided::any(statement.conditions.iter().filter(|it| it.key.eq_ignore_ascii_case(key)).map(is_so))
}

/// Whether a condition leaves out these values and no others.
fn names_all(condition: &Condition, wanted: &[String]) -> Decided {
    let values = condition.values.values.iter();
    let is_wanted = |known: &str| wanted.iter().any(|it| it == known);
    let is_wanted = values.map(|word| is_such(&word.text, is_wanted));
    let further = condition.values.rest.iter().map(Decided::open);
    Decided::from(condition.operator.negated).and(Decided::all(is_wanted.chain(further)))
}

fn is_bool(condition: &Condition, wanted: &str) -> Decided {
    let is_it = |text: &Text| is_such(text, |text| text.eq_ignore_ascii_case(wanted));
    let values = condition.values.values.iter().map(|word| is_it(&word.text));
    let further = condition.values.rest.iter().map(Decided::open);
    Decided::from(condition.operator.test == Test::Bool).and(Decided::all(values.chain(further)))
}

/// Whether a condition is met by requests that are signed too long ago, or by all that are signed in their query.
fn limits_age(condition: &Condition, most: i64) -> Decided {
    let values = || condition.values.values.iter();
    let open = || Decided::any(condition.values.rest.iter().map(Decided::open));
    match (condition.key.to_ascii_lowercase().as_str(), condition.operator.test) {
        ("s3:signatureage", Test::Numeric(Comparison::GreaterThan | Comparison::GreaterThanEquals)) => {
            let is_short = |known: &str| known.trim().parse::<i64>().is_ok_and(|age| age <= most);
            let is_short = values().map(|word| is_such(&word.text, is_short));
            Decided::any(is_short).or(open())
        }
        ("s3:authtype", Test::StringEquals | Test::StringEqualsIgnoreCase | Test::StringLike) => {
            let is_one = |wanted: &'static str| values().map(move |word| is_such(&word.text, |it| it == wanted));
            let is_negated = condition.operator.negated;
            if is_negated { Decided::all(is_one("REST-HEADER")) } else { Decided::any(is_one("REST-QUERY-STRING")) }
                .or(open())
        }
        _ => Decided::False,
    }
}
