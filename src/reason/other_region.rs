//! Whether a bucket copies its objects to another Region, or within its own.

use std::sync::Arc;

use crate::model::{Bucket, Declared, ReplicationRule, Subject};
use crate::value::{Decided, Lookup, Truth, Unknown, Value};

/// Whether a replication rule in force copies to a bucket of another Region, in one world.
pub fn replicates_to_another_region(subject: &Subject<'_>) -> Decided {
    some_rule(subject, |rule| leads_away(subject, rule))
}

/// Whether a replication rule in force copies to a bucket of the same Region, in one world.
pub fn replicates_within_region(subject: &Subject<'_>) -> Decided {
    some_rule(subject, |rule| !leads_away(subject, rule))
}

fn some_rule<'s>(subject: &'s Subject<'_>, says: impl Fn(ReplicationRule<'s>) -> Decided) -> Decided {
    let (rules, rest) = Bucket::of(subject).replication_rules();
    let is_enabled = |rule: ReplicationRule<'s>| rule.is_enabled().decided(|is_enabled| (*is_enabled).into());
    let rules = rules.into_iter().map(|rule| is_enabled(rule).and(says(rule)));
    Decided::any(rules.chain(rest.iter().map(Decided::open)))
}

/// Whether the bucket of the replicas is in another Region: a bucket's ARN does not tell.
fn leads_away(subject: &Subject<'_>, rule: ReplicationRule<'_>) -> Decided {
    let (expression, declared) = rule.destination();
    let Some(other) = declared.filter(|it| it.resource.declared == Declared::Here) else {
        let shown = match expression {
            Lookup::Set(value) => value.to_text().map(|text| text.display()),
            Lookup::Unset => return Decided::False,
            Lookup::Unknown(unknown) => return Decided::open(unknown),
        };
        let shown = format!("the Region of {}", shown.as_deref().unwrap_or("the destination"));
        let at = expression.value().map_or(rule.span(), Value::span);
        let unknown = Unknown::new(shown, at, "is not known: the bucket is declared elsewhere");
        return Decided::open(&Arc::new(unknown));
    };
    let (own, its) = (subject.resource.region(), other.resource.region());
    match own.same(&its) {
        Truth::True => Decided::False,
        Truth::False => Decided::True,
        Truth::Unknown => {
            let because = || Unknown::new("region", other.resource.header, "is not known");
            Decided::of(Truth::Unknown, own.holes().chain(its.holes()).cloned(), because)
        }
    }
}
