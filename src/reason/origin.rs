//! Whether the buckets are there that a distribution takes its files from: whoever makes one of that name serves
//! theirs.
//!
//! <https://docs.aws.amazon.com/securityhub/latest/userguide/cloudfront-controls.html#cloudfront-12>

use std::sync::Arc;

use super::refusals::account_of_namespace;
use super::statements::{Found, same};
use crate::model::{BucketHost, Role, Subject};
use crate::source::Span;
use crate::value::{Decided, Elsewhere, Lookup, Text, Truth, Unknown, Value};

/// Which origins are asked about, and what is known of buckets that the code does not declare.
#[derive(Clone, Copy, Debug, Default)]
pub struct Asked {
    /// Whether those that S3 serves as websites are.
    pub websites: bool,
    /// Whether there are no buckets but those that the code declares.
    pub estate_is_complete: bool,
}

/// The buckets that the origins of a distribution name, each with whether it is there.
pub fn origin_buckets(subject: &Subject<'_>, asked: Asked) -> Vec<Found> {
    let origins = match subject.resource.property(&["DistributionConfig", "Origins"]) {
        Lookup::Set(origins) => origins,
        Lookup::Unset => return Vec::new(),
        Lookup::Unknown(unknown) => return vec![Found::open(unknown, subject.resource.header)],
    };
    let Some(members) = origins.members() else {
        return origins.as_unknown().map(|unknown| Found::open(unknown, origins.span())).into_iter().collect();
    };
    let known = members.items.iter().filter_map(|origin| of_origin(subject, origin, asked));
    known.chain(members.rest.map(|unknown| Found::open(unknown, origins.span()))).collect()
}

/// The bucket of an origin; `None` where that is none of S3's.
fn of_origin(subject: &Subject<'_>, origin: &Value, asked: Asked) -> Option<Found> {
    let host = match origin.expression(&["DomainName"]) {
        Lookup::Set(host) => host,
        Lookup::Unset => return None,
        Lookup::Unknown(unknown) => return perhaps(origin, unknown, origin.span()),
    };
    let declared = subject.neighbour(Role::Origin, host);
    let is_gone = subject.is_gone(Role::Origin, host);
    let text = host.to_text();
    let at = host.span();
    let Some(said) = text.as_ref().and_then(BucketHost::of) else {
        let found = |name: &str, holds| Some(Found { name: name.to_owned(), holds, place: at });
        return match (declared, text.as_ref().and_then(|text| text.holes().next())) {
            _ if is_gone => found(GONE, Decided::False),
            (Some(_), _) => found("the bucket", Decided::True),
            (None, Some(unknown)) => perhaps(origin, unknown, at),
            (None, None) => None,
        };
    };
    if said.is_website && !asked.websites {
        return None;
    }
    let (name, holds) = match declared {
        _ if is_gone => (GONE, Decided::False),
        Some(bucket) => ("the bucket is in another Region than the host says", is_in(bucket, said.region.as_ref())),
        None => ("the bucket is not declared", is_own(subject, &said.name).or(elsewhere(&said.name, at, asked))),
    };
    Some(Found { name: name.to_owned(), holds, place: at })
}

const GONE: &str = "the bucket is switched off";

/// What an origin that is not known may name; nothing where it says that it is none of S3's.
fn perhaps(origin: &Value, unknown: &Arc<Unknown>, place: Span) -> Option<Found> {
    let is_set = |name: &str| !matches!(origin.at(&[name]), Lookup::Unset);
    (!is_set("CustomOriginConfig") && !is_set("VpcOriginConfig")).then(|| Found::open(unknown, place))
}

/// Whether a bucket is in the Region that its host says.
fn is_in(bucket: &Subject<'_>, region: Option<&Text>) -> Decided {
    region.map_or(Decided::True, |region| same(region, &bucket.resource.region()))
}

/// Whether a name is in the own account's namespace, in which nobody else makes buckets.
fn is_own(subject: &Subject<'_>, name: &Text) -> Decided {
    let account = name.as_str().and_then(account_of_namespace);
    let is_own = |account: &str| subject.resource.account().same(&Text::from(account)) == Truth::True;
    account.is_some_and(is_own).into()
}

fn elsewhere(name: &Text, at: Span, asked: Asked) -> Decided {
    if asked.estate_is_complete && name.holes().next().is_none() {
        return Decided::False;
    }
    let unknown = name.holes().next().cloned();
    let shown = || Arc::new(Unknown::new(name.display(), at, Elsewhere::Here));
    Decided::open(&unknown.unwrap_or_else(shown))
}
