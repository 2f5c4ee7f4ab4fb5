//! Whether S3 can deliver access logs to a bucket that another one names as its target.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html>
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/troubleshooting-server-access-logging.html>

use std::sync::Arc;

use super::{Found, any_statement, covers, is_everyone, is_such, lets_service_in, lists, policies, same};
use crate::iam::{Condition, Statement, Test};
use crate::model::{Bucket, Declared, Ownership, Presence, Role, Subject};
use crate::reason::log_target::log_delivery_by_acl;
use crate::value::{Decided, Lookup, Setting, Text, TextBuilder, Undecided, Unknown};

/// Who delivers.
const DELIVERS: &str = "logging.s3.amazonaws.com";

/// What it does.
const PUTS: &str = "s3:putobject";

/// Conditions that a policy for it may have: they say for whom it comes.
const SOURCES: [&str; 3] = ["aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid"];

/// Keys that its requests do not have, so that they meet whatever is negated of them.
const ABSENT: [&str; 7] = [
    "aws:sourceip",
    "aws:sourcevpc",
    "aws:sourcevpce",
    "aws:vpcsourceip",
    "aws:principalorgid",
    "aws:principalarn",
    "aws:userid",
];

/// What a target of access logs needs, each with whether it has it; nothing of other buckets.
pub fn log_deliveries(subject: &Subject<'_>) -> Vec<Found> {
    let header = subject.resource.header;
    let is_target =
        subject.serves(Role::LogTarget).map_or(Decided::False, Presence::decided).or(logs_to_itself(subject));
    if matches!(is_target, Decided::False) || subject.resource.declared != Declared::Here {
        return Vec::new();
    }
    let found = [
        Found { name: "nothing lets S3 deliver logs here".to_owned(), holds: is_let_in(subject), place: header },
        Found { name: "a Deny catches the delivery of logs".to_owned(), holds: !is_denied(subject), place: header },
        is_not(subject, &["RequestPayer"], "Requester", "the requester pays, which S3 does not"),
        is_not(subject, &["ObjectLockEnabled"], "true", "Object Lock is on, and logs cannot be delivered"),
        encryption(subject),
    ];
    found.into_iter().map(|it| Found { holds: it.holds.or(!is_target.clone()), ..it }).collect()
}

/// Whether a bucket of a template has logging on and names no other bucket.
pub(in crate::reason) fn logs_to_itself(subject: &Subject<'_>) -> Decided {
    let logging = |path: &[&str]| match subject.resource.property(path) {
        Lookup::Unset => Decided::False,
        Lookup::Unknown(unknown) => Decided::open(unknown),
        Lookup::Set(value) => value.may_be_unset().map_or(Decided::True, Decided::open),
    };
    logging(&["LoggingConfiguration"]).and(!logging(&["LoggingConfiguration", "DestinationBucketName"]))
}

/// Whether a setting is another one than this.
pub(super) fn is_not(subject: &Subject<'_>, path: &[&str], wrong: &str, name: &str) -> Found {
    let (holds, place) = match subject.resource.property(path) {
        Lookup::Unset => (Decided::True, subject.resource.header),
        Lookup::Unknown(unknown) => (Decided::open(unknown), subject.resource.header),
        Lookup::Set(value) => match (value.as_bool(), value.to_text()) {
            (Some(is_on), _) => (Decided::from(is_on.to_string() != wrong), value.span()),
            (None, Some(text)) => (!same(&text, &Text::from(wrong)), value.span()),
            (None, None) => (Decided::True, value.span()),
        },
    };
    Found { name: name.to_owned(), holds, place }
}

/// Default encryption with KMS keeps logs out.
fn encryption(subject: &Subject<'_>) -> Found {
    let header = subject.resource.header;
    let found = |holds, place| Found { name: "the default encryption is not SSE-S3".to_owned(), holds, place };
    let open = |unknown: &Arc<Unknown>| found(Decided::open(unknown), header);
    let rule = match Bucket::of(subject).encryption_rule() {
        Lookup::Unset => return found(Decided::True, header),
        Lookup::Unknown(unknown) => return open(unknown),
        Lookup::Set(rule) => rule,
    };
    match rule.at(&["ServerSideEncryptionByDefault", "SSEAlgorithm"]) {
        Lookup::Unset => found(Decided::True, header),
        Lookup::Unknown(unknown) => open(unknown),
        Lookup::Set(value) => {
            let is_s3 = value.to_text().map_or(Decided::False, |text| same(&text, &Text::from("AES256")));
            found(is_s3, value.span())
        }
    }
}

/// Whether the policy or the ACL lets S3 deliver.
fn is_let_in(subject: &Subject<'_>) -> Decided {
    let lets = |statement: &Statement| {
        let named = lets_service_in(&statement.principals, DELIVERS);
        let met = statement.conditions.iter().map(|condition| {
            let is_source = SOURCES.contains(&condition.key.to_ascii_lowercase().as_str());
            if is_source { Decided::True } else { Decided::open(&not_said(condition)) }
        });
        let further = statement.more_conditions.iter().map(Decided::open);
        let says = [statement.effect.allows(), named, lists(&statement.actions, PUTS)];
        Decided::all(says.into_iter().chain(met).chain(further))
    };
    let by_policy = policies(subject).into_iter().map(|(policy, in_force)| any_statement(&policy, lets).and(in_force));
    Decided::any(by_policy.collect::<Vec<_>>()).or(by_acl(subject))
}

/// Whether the ACL lets the log delivery group write, and ACLs are on.
fn by_acl(subject: &Subject<'_>) -> Decided {
    let is_on = match Bucket::of(subject).ownership() {
        Setting::Known(ownership, _) => Decided::from(ownership != Ownership::BucketOwnerEnforced),
        // Where the code sets an ACL, the pair is judged as it is written.
        Setting::Unset => Decided::True,
        Setting::Unknown(unknown) => Decided::open(&unknown),
    };
    is_on.and(log_delivery_by_acl(subject))
}

/// Whether a Deny catches what S3 delivers.
fn is_denied(subject: &Subject<'_>) -> Decided {
    let Some(arn) = Bucket::of(subject).arn() else { return Decided::False };
    let mut object = TextBuilder::default();
    object.push_text(&arn);
    object.push("/2026-01-01-00-00-00-0123456789ABCDEF");
    is_denied_to(subject, &object.finish())
}

/// Whether a Deny catches a service that puts an object.
pub(super) fn is_denied_to(subject: &Subject<'_>, object: &Text) -> Decided {
    let denies = |statement: &Statement| {
        let denies = statement.effect.denies();
        if matches!(denies, Decided::False) {
            return denies;
        }
        let says = [denies, lists(&statement.actions, PUTS), covers(&statement.resources, object)];
        let met = statement.conditions.iter().map(is_met);
        let further = statement.more_conditions.iter().map(Decided::open);
        Decided::all(says.into_iter().chain([is_everyone(&statement.principals)]).chain(met).chain(further))
    };
    let by_policy =
        policies(subject).into_iter().map(|(policy, in_force)| any_statement(&policy, denies).and(in_force));
    Decided::any(by_policy.collect::<Vec<_>>())
}

/// Whether a request of the delivery meets a condition of a Deny.
fn is_met(condition: &Condition) -> Decided {
    let key = condition.key.to_ascii_lowercase();
    let is_true = || {
        let named =
            condition.values.values.iter().map(|it| is_such(&it.text, |text| text.eq_ignore_ascii_case("true")));
        Decided::any(named.chain(condition.values.rest.iter().map(Decided::open)))
    };
    match (key.as_str(), condition.operator.test) {
        ("aws:securetransport" | "aws:principalisawsservice", Test::Bool) => is_true(),
        (absent, Test::Null) if ABSENT.contains(&absent) => is_true(),
        (absent, _) if ABSENT.contains(&absent) => (condition.operator.negated || condition.operator.if_exists).into(),
        ("s3:tlsversion", _) => Decided::False,
        _ => Decided::open(&not_said(condition)),
    }
}

fn not_said(condition: &Condition) -> Arc<Unknown> {
    let shown = format!("Condition {} {}", condition.operator_name, condition.key);
    Arc::new(Unknown::new(shown, condition.span, Undecided::NotSaid))
}
