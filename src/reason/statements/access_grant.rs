//! How far grants of S3 Access Grants reach, and who may have S3 act by the role of a location.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-grants-location-register.html>

use super::deputy::is_bound_to_somebody;
use super::{Found, is_such, open_of, rest, same};
use crate::catalogue::types;
use crate::iam::{self, PolicyType, Principal, Statement};
use crate::model::{Role, Subject};
use crate::reason::caller::account;
use crate::value::{Decided, Lookup, Setting, Text};

/// The service that acts by the role of a location.
const SERVICE: &str = "access-grants.s3.amazonaws.com";

/// The location that holds every bucket, by its id and by its scope.
const DEFAULT: [&str; 2] = ["default", "s3://"];

/// What a grant, or a location, gives away, each with whether it is bounded.
pub fn access_grants(subject: &Subject<'_>) -> Vec<Found> {
    match &*subject.resource.type_name {
        types::ACCESS_GRANT => of_grant(subject),
        types::GRANTS_LOCATION => of_location(subject),
        _ => Vec::new(),
    }
}

fn of_grant(subject: &Subject<'_>) -> Vec<Found> {
    let grant = &subject.resource;
    let found = |name: &str, holds| Found { name: name.to_owned(), holds, place: grant.header };
    let writes = grant.property(&["Permission"]).text();
    let writes = writes.decided(|text| is_such(text, |known| ["WRITE", "READWRITE"].contains(&known)));
    let sub_prefix = match grant.property(&["AccessGrantsLocationConfiguration", "S3SubPrefix"]).text() {
        Setting::Unset => Decided::True,
        said => said.decided(|text| is_such(text, |known| ["", "*"].contains(&known))),
    };
    let whole = writes.and(sub_prefix).and(is_default(subject));
    let foreign = match grant.property(&["Grantee", "GranteeIdentifier"]).text() {
        Setting::Known(identifier, _) => is_foreign(&identifier, &grant.account()),
        Setting::Unset => Decided::False,
        Setting::Unknown(unknown) => Decided::open(&unknown),
    };
    let by_iam = grant.property(&["Grantee", "GranteeType"]).text();
    let foreign = by_iam.decided(|kind| is_such(kind, |known| known == "IAM")).and(foreign);
    vec![found("it lets write to every bucket", !whole), found("it is for a principal of another account", !foreign)]
}

/// Whether a grant is about the location that holds every bucket.
fn is_default(subject: &Subject<'_>) -> Decided {
    let named = subject.resource.properties.get("AccessGrantsLocationId");
    let location = named.and_then(|id| subject.neighbour(Role::GrantsLocation, id));
    if let Some(unknown) = named.and_then(|id| subject.may_mean(Role::GrantsLocation, id)) {
        return Decided::open(&unknown);
    }
    let said = match location {
        Some(location) => location.resource.property(&["LocationScope"]).text(),
        None => subject.resource.property(&["AccessGrantsLocationId"]).text(),
    };
    said.decided(|text| is_such(text, |known| DEFAULT.contains(&known)))
}

/// Whether an ARN is of another account. That of something declared here is not.
fn is_foreign(arn: &Text, own: &Text) -> Decided {
    match account(arn) {
        Some(of) => !same(&of, own),
        None => arn.holes().next().map_or(Decided::False, Decided::open),
    }
}

fn of_location(subject: &Subject<'_>) -> Vec<Found> {
    let Some(named) = subject.resource.properties.get("IamRoleArn") else { return Vec::new() };
    let Some(role) = subject.neighbour(Role::LocationRole, named) else {
        return open_of(subject, Role::LocationRole, named);
    };
    let trust = match role.resource.property(&["AssumeRolePolicyDocument"]) {
        Lookup::Set(value) => iam::read_as(PolicyType::Trust, value).0,
        Lookup::Unknown(unknown) => return vec![Found::open(unknown, named.span())],
        Lookup::Unset => return Vec::new(),
    };
    let lets_in = |statement: &Statement| {
        let named = statement.principals.values.iter().map(|principal| match principal {
            Principal::Service(word) => same(&word.text, &Text::from(SERVICE)),
            _ => Decided::False,
        });
        let named = Decided::any(named.chain(statement.principals.rest.iter().map(Decided::open)));
        named.negated_if(statement.principals.negated).and(statement.allows())
    };
    let trusting = trust.statements.iter().filter(|it| !matches!(lets_in(it), Decided::False));
    let found = |it: &Statement| Found {
        name: "its role does not say for which account S3 may act".to_owned(),
        holds: is_bound_to_somebody(it).or(!lets_in(it)),
        place: named.span(),
    };
    trusting.map(found).chain(rest(&trust)).collect()
}
