//! What the policy of an endpoint in a VPC lets through to S3.
//!
//! <https://docs.aws.amazon.com/vpc/latest/privatelink/vpc-endpoints-access.html>

use super::{Found, called, is_everyone, is_such, rest};
use crate::iam::{Condition, Part, Statement, Test, Word};
use crate::model::{Resource, Subject, read_policy};
use crate::value::{Decided, Lookup, Setting, Text};

/// Keys that say whose buckets are meant, or who asks.
const LIMITS: [&str; 7] = [
    "aws:resourceorgid",
    "aws:resourceorgpaths",
    "aws:resourceaccount",
    "s3:resourceaccount",
    "aws:principalorgid",
    "aws:principalorgpaths",
    "aws:principalaccount",
];

/// Keys whose values are compared as they are written.
const PLAIN: [&str; 2] = ["aws:principalaccount", "aws:sourcevpc"];

/// Whether the policy of an endpoint of S3 lets no more through than it means to; nothing of other endpoints.
pub fn endpoint_limits(subject: &Subject<'_>) -> Vec<Found> {
    let is_s3 = is_of_s3(&subject.resource);
    if matches!(is_s3, Decided::False) {
        return Vec::new();
    }
    let header = subject.resource.header;
    let found = match subject.resource.property(&["PolicyDocument"]) {
        Lookup::Unset => vec![Found {
            name: "the endpoint has no policy, and lets everything through".to_owned(),
            holds: Decided::False,
            place: header,
        }],
        document => {
            let policy = read_policy(&subject.resource, document);
            let bounded = Decided::any(policy.statements.iter().map(denies_others));
            let of =
                |it: &Statement| Found { name: called(it), holds: (!lets_all(it)).or(bounded.clone()), place: it.span };
            policy.statements.iter().map(of).chain(rest(&policy)).collect()
        }
    };
    found.into_iter().map(|it| Found { holds: it.holds.or(!is_s3.clone()), ..it }).collect()
}

/// What the policy of an endpoint of S3 says that does not work there, each with whether it does.
pub fn endpoint_policies(subject: &Subject<'_>) -> Vec<Found> {
    let is_s3 = is_of_s3(&subject.resource);
    let document = subject.resource.property(&["PolicyDocument"]);
    if matches!(is_s3, Decided::False) {
        return Vec::new();
    }
    if matches!(document, Lookup::Unset) {
        let name = "the policy that an endpoint has by itself".to_owned();
        return vec![Found { name, holds: Decided::True, place: subject.resource.header }];
    }
    let policy = read_policy(&subject.resource, document);
    let is_gateway = subject.resource.property(&["VpcEndpointType"]).text();
    let is_gateway = match &is_gateway {
        Setting::Unset => Decided::True,
        kind => kind.decided(|kind| is_such(kind, |kind| kind == "Gateway")),
    };
    let of = |it: &Statement| {
        let names_some = !is_everyone(&it.principals);
        let principals = Found {
            name: "a gateway endpoint knows no principal but `*`".to_owned(),
            holds: (!names_some).or(!is_gateway.clone()),
            place: it.principals.span,
        };
        let plain = it.conditions.iter().filter(|it| PLAIN.contains(&it.key.to_ascii_lowercase().as_str()));
        let conditions = plain.map(|it| Found { name: it.key.to_string(), holds: is_plain(it), place: it.span });
        std::iter::once(principals).chain(conditions).collect::<Vec<_>>()
    };
    let found = policy.statements.iter().flat_map(of).chain(rest(&policy));
    found.map(|it| Found { holds: it.holds.or(!is_s3.clone()), ..it }).collect()
}

/// Whether an endpoint leads to S3.
fn is_of_s3(endpoint: &Resource) -> Decided {
    endpoint.property(&["ServiceName"]).text().decided(|name| match (name.known_suffix(), name.as_str()) {
        (end, _) if end.ends_with(".s3") => Decided::True,
        (_, Some(known)) => (known == "s3").into(),
        ("", None) => name.holes().next().map_or(Decided::False, Decided::open),
        _ => Decided::False,
    })
}

/// Whether a statement lets everyone do everything with whatever bucket.
fn lets_all(statement: &Statement) -> Decided {
    let all =
        |text: &Text, wanted: &[&str]| is_such(text, |known| wanted.iter().any(|it| known.eq_ignore_ascii_case(it)));
    let any = |part: &Part<Word>, wanted: &[&str]| {
        let known = part.values.iter().map(|word| all(&word.text, wanted));
        Decided::from(part.negated).or(Decided::any(known.chain(part.rest.iter().map(Decided::open))))
    };
    let limited = statement.conditions.iter().any(is_limit);
    let limited = Decided::from(limited).or(Decided::any(statement.more_conditions.iter().map(Decided::open)));
    Decided::all([
        statement.effect.allows(),
        is_everyone(&statement.principals),
        any(&statement.actions, &["*", "s3:*"]),
        any(&statement.resources, &["*", "arn:aws:s3:::*"]),
        !limited,
    ])
}

fn is_limit(condition: &Condition) -> bool {
    LIMITS.contains(&condition.key.to_ascii_lowercase().as_str())
}

/// Whether a Deny keeps out all that is not of the house.
fn denies_others(statement: &Statement) -> Decided {
    let negated = statement.conditions.iter().any(|it| is_limit(it) && it.operator.negated);
    statement.effect.denies().and(is_everyone(&statement.principals)).and(negated.into())
}

/// Whether a condition compares a plain value as such.
fn is_plain(condition: &Condition) -> Decided {
    if matches!(condition.operator.test, Test::Numeric(_)) {
        return Decided::False;
    }
    let plain = condition.values.values.iter().map(|word| match word.text.as_str() {
        Some(known) => Decided::from(!known.contains(['*', '?'])),
        None => Decided::True,
    });
    Decided::all(plain)
}
