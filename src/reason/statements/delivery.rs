//! Whether a service can deliver to the bucket that it is told to, and use the key that it is given.
//!
//! <https://docs.aws.amazon.com/awscloudtrail/latest/userguide/create-s3-bucket-policy-for-cloudtrail.html>
//! <https://docs.aws.amazon.com/config/latest/developerguide/s3-bucket-policy.html>
//! <https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html>

use std::sync::Arc;

use super::log_target::{is_denied_to, is_not};
use super::{
    Found, any_statement, covers, is_everyone, is_such, lets_service_in, like, lists, open_of, policies, same,
};
use crate::catalogue::types;
use crate::iam::{Condition, Policy, Principal, Statement, Test};
use crate::model::{Bucket, Declared, Ownership, Resource, Role, Subject, read_policy};
use crate::reason::refusals::ownership_of_age;
use crate::value::{Decided, Lookup, Setting, Text, TextBuilder, Truth, Undecided, Unknown, Value};

/// Somebody who delivers.
struct Sender {
    /// The service.
    service: &'static str,
    /// What comes behind `AWSLogs/ACCOUNT/`.
    below: &'static str,
    /// The type and the name in its ARN.
    source: Option<(&'static str, &'static str)>,
}

const CLOUDTRAIL: Sender =
    Sender { service: "cloudtrail.amazonaws.com", below: "CloudTrail/", source: Some(("cloudtrail", "trail/")) };

/// Who delivers flow logs.
const FLOW_LOGS: &str = "delivery.logs.amazonaws.com";

const CONFIG: Sender = Sender { service: "config.amazonaws.com", below: "Config/", source: None };

/// The property that names the bucket of a sender.
const BUCKET: &str = "S3BucketName";

/// What a sender needs of the bucket that it delivers to, each with whether it has it; nothing where the code does not
/// declare the bucket.
pub fn deliveries(subject: &Subject<'_>) -> Vec<Found> {
    match &*subject.resource.type_name {
        types::TRAIL => to_bucket(subject, &CLOUDTRAIL),
        types::DELIVERY_CHANNEL => to_bucket(subject, &CONFIG),
        types::DISTRIBUTION => of_distribution(subject),
        _ => Vec::new(),
    }
}

/// What is said at a path below a property, with what it names.
fn expression<'r>(resource: &'r Resource, property: &str, below: &[&str]) -> Lookup<'r> {
    resource.properties.get(property).map_or(Lookup::Unset, |value| value.expression(below))
}

/// The declared bucket that a property names.
fn declared<'s, 'd>(subject: &'s Subject<'d>, role: Role, named: Lookup<'_>) -> Option<&'s Subject<'d>> {
    subject.neighbour(role, named.value()?).filter(|it| it.resource.declared == Declared::Here)
}

fn to_bucket(subject: &Subject<'_>, sender: &Sender) -> Vec<Found> {
    let resource = &subject.resource;
    let named = expression(resource, BUCKET, &[]);
    let Some(bucket) = declared(subject, Role::TrailBucket, named) else {
        return named.value().map_or_else(Vec::new, |named| open_of(subject, Role::TrailBucket, named));
    };
    let Some(arn) = Bucket::of(bucket).arn() else { return Vec::new() };
    let objects = objects(resource, &arn, sender);
    let is_config = sender.service == CONFIG.service;
    let lets = |action: &str, on: &Text| {
        let lets = |statement: &Statement| lets(statement, resource, sender, action, on);
        let by_policy =
            policies(bucket).into_iter().map(|(policy, in_force)| any_statement(&policy, lets).and(in_force));
        let by_policy = Decided::any(by_policy.collect::<Vec<_>>());
        // The role of a recorder may do without the policy of the bucket.
        let by_role = || Decided::open(&by_role(resource));
        if is_config { by_policy.or(by_role()) } else { by_policy }
    };
    let found = |name: &str, holds| Found { name: name.to_owned(), holds, place: resource.header };
    let mut all = vec![
        found("nothing lets the service read the ACL of the bucket", lets("s3:getbucketacl", &arn)),
        found("nothing lets the service put objects below `AWSLogs`", lets("s3:putobject", &objects)),
        found("a Deny of the bucket catches the service", !is_denied_to(bucket, &objects)),
    ];
    let requester = is_not(bucket, &["RequestPayer"], "Requester", "the requester pays, which the service does not");
    all.push(Found { place: resource.header, ..requester });
    if is_config {
        let locked =
            is_not(bucket, &["ObjectLockEnabled"], "true", "Object Lock is on, which AWS Config does not take");
        all.push(Found { place: resource.header, ..locked });
    }
    all
}

/// Whether the declared policy of the bucket that flow logs go to lets them be delivered: where it does not, the
/// service puts a policy of its own over it. Nothing where the code declares no bucket, or no policy of it.
pub fn overwritten(subject: &Subject<'_>) -> Vec<Found> {
    let flow_log = &subject.resource;
    let named = expression(flow_log, "LogDestination", &[]);
    let Some(bucket) = declared(subject, Role::TrailBucket, named) else {
        return named.value().map_or_else(Vec::new, |named| open_of(subject, Role::TrailBucket, named));
    };
    let policies = policies(bucket);
    if policies.is_empty() {
        return Vec::new();
    }
    // Below which prefix it may put them is the service's to look at.
    let lets = |statement: &Statement| {
        let named = lets_service_in(&statement.principals, FLOW_LOGS);
        statement.allows().and(named).and(lists(&statement.actions, "s3:putobject"))
    };
    let lets = policies.iter().map(|(policy, in_force)| any_statement(policy, lets).and(in_force.clone()));
    let name = "the service puts a policy of its own over the one that is declared".to_owned();
    vec![Found { name, holds: Decided::any(lets), place: flow_log.header }]
}

/// What stands for that a role may deliver.
fn by_role(channel: &Resource) -> Arc<Unknown> {
    let reason = "may be let deliver by its own policies";
    Arc::new(Unknown::new("the role of the configuration recorder", channel.header, reason))
}

/// An object that a sender delivers.
fn objects(resource: &Resource, bucket: &Text, sender: &Sender) -> Text {
    let mut object = TextBuilder::default();
    object.push_text(bucket);
    object.push("/");
    match resource.property(&["S3KeyPrefix"]).text() {
        Setting::Known(prefix, _) if !prefix.is_empty() => {
            object.push_text(&prefix);
            object.push("/");
        }
        Setting::Unknown(unknown) => {
            object.push_hole(unknown);
            object.push("/");
        }
        Setting::Known(..) | Setting::Unset => {}
    }
    object.push("AWSLogs/");
    object.push_text(&resource.account());
    object.push("/");
    object.push(sender.below);
    object.push("eu-west-1/2026/01/01/0123456789.json.gz");
    object.finish()
}

/// Whether a statement lets a sender do something.
fn lets(statement: &Statement, by: &Resource, sender: &Sender, action: &str, on: &Text) -> Decided {
    let allows = statement.effect.allows();
    let named = lets_service_in(&statement.principals, sender.service);
    if matches!(allows, Decided::False) || matches!(named, Decided::False) {
        return Decided::False;
    }
    let met = statement.conditions.iter().map(|condition| is_met(condition, by, sender, action));
    let further = statement.more_conditions.iter().map(Decided::open);
    let says = [allows, named, lists(&statement.actions, action), covers(&statement.resources, on)];
    Decided::all(says.into_iter().chain(met).chain(further))
}

/// Whether what a sender does meets a condition of an Allow.
fn is_met(condition: &Condition, by: &Resource, sender: &Sender, action: &str) -> Decided {
    let values = || condition.values.values.iter();
    let further = || Decided::any(condition.values.rest.iter().map(Decided::open));
    let any = |says: &dyn Fn(&Text) -> Decided| Decided::any(values().map(|word| says(&word.text))).or(further());
    match (condition.key.to_ascii_lowercase().as_str(), condition.operator.test) {
        (_, Test::Null) => Decided::open(&not_said(condition)),
        _ if condition.operator.negated => Decided::open(&not_said(condition)),
        ("s3:x-amz-acl", _) if action == "s3:putobject" => {
            any(&|text| same(text, &Text::from("bucket-owner-full-control")))
        }
        ("aws:sourceaccount", _) => any(&|text| like(text, &by.account())),
        ("aws:sourcearn", _) => match source(by, sender) {
            Some(own) => any(&|text| like(text, &own)),
            None => Decided::True,
        },
        ("aws:sourceorgid" | "aws:sourceorgpaths", _) => Decided::True,
        ("aws:securetransport", Test::Bool) => any(&|text| is_such(text, |text| text.eq_ignore_ascii_case("true"))),
        _ => Decided::open(&not_said(condition)),
    }
}

/// The ARN of a sender.
fn source(by: &Resource, sender: &Sender) -> Option<Text> {
    let (service, kind) = sender.source?;
    let name = match by.property(&["TrailName"]).text() {
        Setting::Known(name, _) => name,
        Setting::Unknown(unknown) => Text::hole(unknown),
        // CloudFormation makes one up.
        Setting::Unset => return None,
    };
    let mut arn = TextBuilder::default();
    arn.push("arn:aws:");
    arn.push(service);
    arn.push(":");
    arn.push_text(&by.region());
    arn.push(":");
    arn.push_text(&by.account());
    arn.push(":");
    arn.push(kind);
    arn.push_text(&name);
    Some(arn.finish())
}

fn not_said(condition: &Condition) -> Arc<Unknown> {
    let shown = format!("Condition {} {}", condition.operator_name, condition.key);
    Arc::new(Unknown::new(shown, condition.span, Undecided::NotSaid))
}

/// Standard logs of CloudFront come by ACL.
fn of_distribution(subject: &Subject<'_>) -> Vec<Found> {
    let named = expression(&subject.resource, "DistributionConfig", &["Logging", "Bucket"]);
    let Some(bucket) = declared(subject, Role::DistributionLogs, named) else {
        return named.value().map_or_else(Vec::new, |named| open_of(subject, Role::DistributionLogs, named));
    };
    let place = named.value().map_or(subject.resource.header, Value::span);
    let has_acls = match Bucket::of(bucket).ownership() {
        Setting::Known(ownership, _) => Decided::from(ownership != Ownership::BucketOwnerEnforced),
        // Where the code sets an ACL, the pair is judged as it is written.
        Setting::Unset if !matches!(Bucket::of(bucket).acl(), Setting::Unset) => Decided::True,
        Setting::Unset => Decided::open(&ownership_of_age(Bucket::of(bucket))),
        Setting::Unknown(unknown) => Decided::open(&unknown),
    };
    vec![Found { name: "ACLs are off, by which CloudFront delivers standard logs".to_owned(), holds: has_acls, place }]
}

/// What a trail needs of the key that it is given, each with whether it has it; nothing where the code does not declare
/// the key.
pub fn keys_of_senders(subject: &Subject<'_>) -> Vec<Found> {
    let trail = &subject.resource;
    let Some(named) = expression(trail, "KMSKeyId", &[]).value() else { return Vec::new() };
    let Some(key) = subject.neighbour(Role::Key, named) else { return open_of(subject, Role::Key, named) };
    let place = named.span();
    let found = |name: &str, holds| Found { name: name.to_owned(), holds, place };
    let policy = match key.resource.property(&["KeyPolicy"]) {
        // The policy that a key has by itself lets the account in, and no service.
        Lookup::Unset => None,
        document => Some(read_policy(&key.resource, document)),
    };
    let lets = |policy: &Policy| any_statement(policy, |it| lets_use(it, trail));
    let mut all = vec![found(
        "the policy of the key does not let CloudTrail make data keys",
        policy.as_ref().map_or(Decided::False, lets),
    )];
    all.push(found("the key is none that encrypts symmetrically", is_symmetric(&key.resource)));
    let bucket = declared(subject, Role::TrailBucket, expression(trail, BUCKET, &[]));
    all.extend(bucket.map(|bucket| {
        let is_known = |text: &Text| text.as_str().is_some();
        let (own, other) = (key.resource.region(), bucket.resource.region());
        // Where a Region is not said, both are where the code is deployed to.
        let both = !is_known(&own) || !is_known(&other) || own.same(&other) == Truth::True;
        found("the key is in another Region than the bucket", both.into())
    }));
    all
}

/// Whether a statement of a key lets CloudTrail encrypt what a trail delivers.
fn lets_use(statement: &Statement, trail: &Resource) -> Decided {
    let part = &statement.principals;
    let named = part.values.iter().map(|principal| match principal {
        Principal::Service(word) => same(&word.text, &Text::from(CLOUDTRAIL.service)),
        _ => Decided::False,
    });
    let everyone = is_everyone(part);
    let named = Decided::any(named.chain(part.rest.iter().map(Decided::open))).negated_if(part.negated).or(everyone);
    if matches!(named, Decided::False) {
        return named;
    }
    let met = statement.conditions.iter().map(|it| match it.key.to_ascii_lowercase().as_str() {
        "aws:sourcearn" | "aws:sourceaccount" => is_met(it, trail, &CLOUDTRAIL, ""),
        "aws:sourceorgid" | "aws:sourceorgpaths" => Decided::True,
        // CloudTrail names the trail in it, in any Region and by any name that the pattern takes.
        "kms:encryptioncontext:aws:cloudtrail:arn" if !it.operator.negated => Decided::True,
        _ => Decided::open(&not_said(it)),
    });
    let further = statement.more_conditions.iter().map(Decided::open);
    let makes = lists(&statement.actions, "kms:generatedatakey");
    Decided::all([statement.effect.allows(), named, makes].into_iter().chain(met).chain(further))
}

/// Whether a key is one that S3 and CloudTrail can use.
fn is_symmetric(key: &Resource) -> Decided {
    key_is(key, "KeySpec", "SYMMETRIC_DEFAULT").and(key_is(key, "KeyUsage", "ENCRYPT_DECRYPT"))
}

fn key_is(key: &Resource, property: &str, wanted: &str) -> Decided {
    match key.property(&[property]).text() {
        Setting::Unset => Decided::True,
        said => said.decided(|said| same(said, &Text::from(wanted))),
    }
}
