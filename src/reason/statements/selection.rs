//! Whether a backup plan selects a bucket, and whether a VPC has endpoints.
//!
//! <https://docs.aws.amazon.com/aws-backup/latest/devguide/assigning-resources.html>

use std::sync::Arc;

use super::{Found, in_list, like, same};
use crate::model::{Bucket, Resource, Role, Subject};
use crate::source::Span;
use crate::value::{Decided, Elsewhere, Lookup, Text, Unknown, Value};

/// Whether a plan selects a bucket. Where none that is declared does, another one may, unless these are all.
pub fn backed_up(subject: &Subject<'_>, estate_is_complete: bool) -> Vec<Found> {
    let selections = subject.related(Role::BackupSelection);
    let selected = selections.map(|it| selects(it, subject).and(it.presence.decided()));
    let selected = Decided::any(selected.collect::<Vec<_>>());
    let header = subject.resource.header;
    let what = "backup plans that are declared elsewhere";
    vec![Found {
        name: "no backup plan selects the bucket".to_owned(),
        holds: selected.or(elsewhere(what, header, estate_is_complete)),
        place: header,
    }]
}

fn elsewhere(what: &str, header: Span, estate_is_complete: bool) -> Decided {
    if estate_is_complete {
        return Decided::False;
    }
    Decided::open(&Arc::new(Unknown::new(what, header, Elsewhere::Here)))
}

/// Whether a selection takes a bucket in: by its ARN or by a tag, and not among those that it leaves out.
fn selects(selection: &Resource, bucket: &Subject<'_>) -> Decided {
    let Some(arn) = Bucket::of(bucket).arn() else { return Decided::False };
    let names = |path: &str| {
        in_list(selection.property(&["BackupSelection", path]), |item| {
            item.to_text().map_or(Decided::False, |text| same(&text, &arn).or(like(&text, &arn)))
        })
    };
    let tags = bucket.resource.property(&["Tags"]);
    let by_tag = in_list(selection.property(&["BackupSelection", "ListOfTags"]), |wanted| has_tag(tags, wanted));
    let narrowed = match selection.property(&["BackupSelection", "Conditions"]) {
        Lookup::Unset => Decided::True,
        Lookup::Unknown(unknown) => Decided::open(unknown),
        Lookup::Set(value) => {
            let reason = "narrow what the selection takes in, and are not followed";
            let unknown = Unknown::new(format!("the conditions of {}", selection.address), value.span(), reason);
            Decided::open(&Arc::new(unknown))
        }
    };
    names("Resources").or(by_tag).and(!names("NotResources")).and(narrowed)
}

fn has_tag(tags: Lookup<'_>, wanted: &Value) -> Decided {
    let text = |value: &Value, name: &str| value.at(&[name]).text().known().cloned();
    let (key, value) = (text(wanted, "ConditionKey"), text(wanted, "ConditionValue"));
    let (Some(key), Some(value)) = (key, value) else {
        return wanted.first_unknown().map_or(Decided::False, Decided::open);
    };
    in_list(tags, |tag| match (text(tag, "Key"), text(tag, "Value")) {
        (Some(own), Some(said)) => same(&own, &key).and(same(&said, &value)),
        _ => tag.first_unknown().map_or(Decided::False, Decided::open),
    })
}

/// Whether a VPC has an endpoint of each of these services, by a short name or the whole one. Where none is declared,
/// another repository may do so, unless this is all.
pub fn endpoints(subject: &Subject<'_>, services: &[String], estate_is_complete: bool) -> Vec<Found> {
    let header = subject.resource.header;
    let of = |service: &String| {
        let declared = subject.meant_by(Role::VpcEndpoint).map(|endpoint| {
            let said = endpoint.resource.property(&["ServiceName"]).text();
            said.decided(|name| is_service(name, service)).and(endpoint.resource.presence.decided())
        });
        let what = "endpoints that are declared elsewhere";
        let holds = Decided::any(declared.collect::<Vec<_>>()).or(elsewhere(what, header, estate_is_complete));
        Found { name: format!("the VPC has no endpoint of {service}"), holds, place: header }
    };
    services.iter().map(of).collect()
}

/// Whether an endpoint's service is one that is asked for; those by FIPS count.
fn is_service(name: &Text, wanted: &str) -> Decided {
    let end = name.known_suffix();
    let short = wanted.strip_prefix("com.amazonaws.").and_then(|rest| rest.split_once('.')).map(|(_, short)| short);
    let is_whole = name.as_str() == Some(wanted);
    let ends = |short: &str| {
        [short.to_owned(), format!("{short}-fips")].iter().any(|it| end == it || end.ends_with(&format!(".{it}")))
    };
    match (short, name.holes().next()) {
        (None, _) if ends(wanted) => Decided::True,
        (Some(_), None) => is_whole.into(),
        // Which Region it is in is not known.
        (Some(short), Some(unknown)) if ends(short) => Decided::open(unknown),
        (_, Some(unknown)) if end.is_empty() => Decided::open(unknown),
        _ => Decided::False,
    }
}
