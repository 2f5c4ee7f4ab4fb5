//! How long a bucket keeps the logs that are delivered to it.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/lifecycle-and-other-bucket-config.html>

use std::sync::Arc;

use super::log_target::is_log_target;
use super::statements::{Found, is_such, logs_to_itself};
use crate::model::{Bucket, Subject};
use crate::value::{Decided, Lookup, Setting, Undecided, Unknown, Value};

/// The rules of the lifecycle of a log target, each with whether it keeps logs for so many days; nothing of other
/// buckets.
pub fn kept_logs(subject: &Subject<'_>, minimum: i64) -> Vec<Found> {
    let is_target = is_log_target(subject).or(logs_to_itself(subject));
    if matches!(is_target, Decided::False) {
        return Vec::new();
    }
    let header = subject.resource.header;
    let mut found = Vec::new();
    match subject.resource.property(&["LifecycleConfiguration", "Rules"]) {
        Lookup::Unset => {}
        Lookup::Unknown(unknown) => found.push(Found::open(unknown, header)),
        Lookup::Set(rules) => match rules.members() {
            Some(members) => {
                found.extend(members.items.iter().map(|rule| of_rule(subject, rule, members.items, minimum)));
                found.extend(members.rest.map(|unknown| Found::open(unknown, rules.span())));
            }
            None => found.extend(rules.as_unknown().map(|unknown| Found::open(unknown, rules.span()))),
        },
    }
    // A bucket without such a rule keeps them.
    found.push(Found { name: "the bucket".to_owned(), holds: Decided::True, place: header });
    found.into_iter().map(|it| Found { holds: it.holds.or(!is_target.clone()), ..it }).collect()
}

fn of_rule(subject: &Subject<'_>, rule: &Value, all: &[Value], minimum: i64) -> Found {
    let current = rule.at(&["ExpirationInDays"]).days();
    let (kept, place) = match current {
        Setting::Known(days, place) => (days, place),
        Setting::Unset => return Found { name: "the rule".to_owned(), holds: Decided::True, place: rule.span() },
        Setting::Unknown(unknown) => {
            let holds = Decided::open(&unknown).or(!is_on(rule));
            return Found { name: unknown.expression.to_string(), holds, place: rule.span() };
        }
    };
    // With versions the logs are there until the noncurrent ones are deleted too.
    let is_late = match Bucket::of(subject).is_versioned() {
        Setting::Known(true, _) => is_late_by_versions(kept, all, minimum),
        Setting::Known(false, _) | Setting::Unset => (kept >= minimum).into(),
        Setting::Unknown(unknown) => Decided::from(kept >= minimum).or(Decided::open(&unknown)),
    };
    let holds = is_late.or(!is_on(rule)).or(!reaches(rule));
    Found { name: format!("the rule destroys logs after {kept} days"), holds, place }
}

/// Whether what is noncurrent after so many days is there until the last day, by every rule that is on.
fn is_late_by_versions(kept: i64, all: &[Value], minimum: i64) -> Decided {
    Decided::all(all.iter().map(|rule| {
        let newer = ["NoncurrentVersionExpiration", "NoncurrentDays"];
        let noncurrent = match rule.at(&newer).days() {
            Setting::Unset => rule.at(&["NoncurrentVersionExpirationInDays"]).days(),
            said => said,
        };
        let is_late = match noncurrent {
            Setting::Unset => Decided::True,
            Setting::Known(noncurrent, _) => (kept.saturating_add(noncurrent) >= minimum).into(),
            Setting::Unknown(unknown) => Decided::open(&unknown),
        };
        is_late.or(!is_on(rule)).or(!reaches(rule))
    }))
}

fn is_on(rule: &Value) -> Decided {
    rule.at(&["Status"]).text().decided(|status| is_such(status, |status| status == "Enabled"))
}

/// Whether a rule is about logs: one for a prefix may be about something else in the bucket; logs have no tags.
fn reaches(rule: &Value) -> Decided {
    let is_tagged = match rule.at(&["TagFilters"]) {
        Lookup::Unset => Decided::False,
        Lookup::Unknown(unknown) => Decided::open(unknown),
        Lookup::Set(tags) => match tags.members() {
            Some(members) if members.items.is_empty() => members.rest.map_or(Decided::False, Decided::open),
            _ => Decided::True,
        },
    };
    let below = match rule.at(&["Prefix"]).text() {
        Setting::Known(prefix, _) if prefix.is_empty() => Decided::True,
        Setting::Known(prefix, span) => {
            let shown = format!("whether logs are delivered below {}", prefix.display());
            Decided::open(&Arc::new(Unknown::new(shown, span, Undecided::NotSaid)))
        }
        Setting::Unset => Decided::True,
        Setting::Unknown(unknown) => Decided::open(&unknown),
    };
    (!is_tagged).and(below)
}
