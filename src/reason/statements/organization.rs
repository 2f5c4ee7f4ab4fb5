//! Whether a policy of an organization is one that Organizations takes, and what it turns off.
//!
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps_syntax.html>
//! <https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_s3_syntax.html>

use super::{Found, called, is_everyone, is_such, rest};
use crate::iam::{Statement, Version, Word};
use crate::model::{Subject, assigned_block, read_policy};
use crate::source::Span;
use crate::value::{Decided, Lookup, Setting};

/// Parts of S3 that resource control policies do not reach.
const OUT_OF_REACH: [&str; 5] = ["s3express:", "s3tables:", "s3vectors:", "s3-outposts:", "s3-object-lambda:"];

/// What a policy of an organization says, each with whether Organizations takes it; nothing of types that are not read.
pub fn organization_policies(subject: &Subject<'_>) -> Vec<Found> {
    let resource = &subject.resource;
    let whole = |name: &str, holds: Decided, place: Span| Found { name: name.to_owned(), holds, place };
    match resource.property(&["Type"]).text() {
        Setting::Unknown(unknown) => vec![whole("the type of the policy", Decided::open(&unknown), resource.header)],
        Setting::Known(kind, _) if kind.as_str() == Some("RESOURCE_CONTROL_POLICY") => controls(subject),
        Setting::Known(kind, _) if kind.as_str() == Some("S3_POLICY") => match assigned_block(resource) {
            Setting::Known(said, place) => {
                vec![whole(
                    "the value is neither `all` nor `none`",
                    is_such(&said, |known| ["all", "none"].contains(&known)),
                    place,
                )]
            }
            Setting::Unset => vec![whole("the policy sets no public access block", Decided::False, resource.header)],
            Setting::Unknown(unknown) => vec![whole("the policy", Decided::open(&unknown), resource.header)],
        },
        _ => Vec::new(),
    }
}

/// Whether a policy of type `S3_POLICY` leaves public access blocked where it is attached; nothing of others.
pub fn organization_blocks(subject: &Subject<'_>) -> Vec<Found> {
    let resource = &subject.resource;
    let kind = resource.property(&["Type"]).text();
    let is_of_s3 = kind.decided(|kind| is_such(kind, |known| known == "S3_POLICY"));
    let is_attached = match resource.property(&["TargetIds"]) {
        Lookup::Unset => Decided::False,
        Lookup::Unknown(unknown) => Decided::open(unknown),
        Lookup::Set(targets) => match targets.members() {
            Some(members) if members.items.is_empty() => members.rest.map_or(Decided::False, Decided::open),
            _ => Decided::True,
        },
    };
    if matches!((&is_of_s3, &is_attached), (Decided::False, _) | (_, Decided::False)) {
        return Vec::new();
    }
    let said = assigned_block(resource);
    let place = if let Setting::Known(_, place) = said { place } else { resource.header };
    let turns_off = said.decided(|said| is_such(said, |known| known == "none"));
    vec![Found {
        name: "the policy turns the public access block of accounts off".to_owned(),
        holds: !turns_off.and(is_of_s3).and(is_attached),
        place,
    }]
}

fn controls(subject: &Subject<'_>) -> Vec<Found> {
    let content = subject.resource.property(&["Content"]);
    if matches!(content, Lookup::Unset) {
        return Vec::new();
    }
    let policy = read_policy(&subject.resource, content);
    let version = match &policy.version {
        Version::V2012 => Decided::True,
        Version::V2008 => Decided::False,
        Version::Unknown(unknown) => Decided::open(unknown),
    };
    let name = "the version is not 2012-10-17".to_owned();
    let mut found = vec![Found { name, holds: version, place: policy.span }];
    found.extend(policy.statements.iter().flat_map(statement));
    found.extend(rest(&policy));
    found
}

fn statement(statement: &Statement) -> Vec<Found> {
    let of = called(statement);
    let said = |what: &str, holds: Decided, place: Span| Found { name: format!("{of}: {what}"), holds, place };
    let principals = &statement.principals;
    let mut found = vec![
        said("the effect is not `Deny`", statement.effect.denies(), statement.span),
        said("`NotPrincipal`", (!principals.negated).into(), principals.span),
        said("`NotAction`", (!statement.actions.negated).into(), statement.actions.span),
    ];
    if !principals.negated {
        found.push(said("the principal is not `*`", is_everyone(principals), principals.span));
    }
    found.extend(
        statement
            .actions
            .values
            .iter()
            .map(|word| said(&format!("the action {}", word.text.display()), is_action(word), word.span)),
    );
    let rest = statement.actions.rest.iter();
    found.extend(rest.map(|unknown| said("further actions", Decided::open(unknown), statement.actions.span)));
    found
}

/// Whether an action is of a service that resource control policies are about.
fn is_action(word: &Word) -> Decided {
    let start = word.text.known_prefix().to_ascii_lowercase();
    match word.text.as_str() {
        Some("*") => Decided::False,
        Some(_) => (!OUT_OF_REACH.iter().any(|it| start.starts_with(it))).into(),
        None if start.contains(':') => (!OUT_OF_REACH.iter().any(|it| start.starts_with(it))).into(),
        None => word.text.holes().next().map_or(Decided::True, Decided::open),
    }
}
