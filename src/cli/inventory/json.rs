//! The inventory as data; `docs/inventory.schema.json` describes it. Fields are added, never changed or taken away,
//! while `schema_version` stays the same.

use serde_json::{Value, json};

use crate::inventory::{
    Encryption, Inventory, Logging, Note, ObjectLock, Open, Public, Replica, Replication, Row, Said, Share, Shared,
    Status, Told, Versioning, Way, Whom,
};
use crate::reason::{WayIn, Witness};
use crate::report::locate;
use crate::source::Sources;

const SCHEMA_VERSION: u32 = 1;

/// The inventory as one JSON document, ended by a line feed.
pub(super) fn document(inventory: &Inventory) -> String {
    let sources = &inventory.analysis.sources;
    let buckets: Vec<_> = inventory.buckets.iter().map(|row| bucket(row, sources)).collect();
    let document = json!({
        "schema_version": SCHEMA_VERSION,
        "tool": { "name": "bucketlint", "version": env!("CARGO_PKG_VERSION") },
        "buckets": buckets,
    });
    format!("{document:#}\n")
}

fn bucket(row: &Row, sources: &Sources) -> Value {
    let (file, range) = locate(sources, row.declared).unzip();
    let status = row.public.agreed().map_or(Status::Unknown, |it| it.status);
    json!({
        "resource": &*row.address,
        "resource_type": &*row.type_name,
        "source_type": &*row.source_type,
        "file": file,
        "range": range,
        "when": row.when,
        "is_family": row.is_family,
        "name": said(&row.name, sources),
        "account": said(&row.account, sources),
        "region": said(&row.region, sources),
        "status": word(status),
        "public": side(&row.public, |it| public(it, sources)),
        "shared": side(&row.shared, |it| shared(it, sources)),
        "encryption": side(&row.encryption, |it| encryption(it, sources)),
        "versioning": side(&row.versioning, |it| versioning(it, sources)),
        "logging": side(&row.logging, |it| logging(it, sources)),
        "replication": side(&row.replication, |it| replication(it, sources)),
        "object_lock": side(&row.object_lock, |it| object_lock(it, sources)),
    })
}

/// One side of a bucket: whether the code decides it, and what is told in each case.
fn side<T: Open>(told: &Told<T>, tell: impl Fn(&T) -> Value) -> Value {
    let cases = told.cases.iter().map(|case| {
        let mut object = json!({ "when": case.answers });
        if let (Some(object), Value::Object(more)) = (object.as_object_mut(), tell(&case.what)) {
            object.extend(more);
        }
        object
    });
    let cases: Vec<_> = cases.collect();
    json!({ "decided": told.is_decided(), "past_bound": told.past_bound, "cases": cases })
}

fn public(it: &Public, sources: &Sources) -> Value {
    let ways: Vec<_> = it.ways.iter().map(|it| way(it, sources)).collect();
    json!({ "status": word(it.status), "read": word(it.read), "write": word(it.write), "ways": ways })
}

fn way(it: &Way, sources: &Sources) -> Value {
    let by = match it.by {
        WayIn::Policy => "policy",
        WayIn::AccessPoint => "access_point",
        WayIn::Acl => "acl",
    };
    let request = |it: &Witness| json!({ "principal": it.principal, "action": it.action, "resource": it.resource, "context": it.context });
    json!({
        "by": by,
        "status": word(it.status),
        "request": it.request.as_deref().map(request),
        "why": notes(&it.why, sources),
    })
}

fn word(status: Status) -> &'static str {
    match status {
        Status::Public => "PUBLIC",
        Status::NotPublic => "NOT_PUBLIC",
        Status::Unknown => "UNKNOWN",
    }
}

fn shared(it: &Shared, sources: &Sources) -> Value {
    json!({ "with": it.with.iter().map(|it| share(it, sources)).collect::<Vec<_>>() })
}

fn share(it: &Share, sources: &Sources) -> Value {
    let whom = match it.whom {
        Whom::Everyone => "everyone",
        Whom::AnyAccount => "any_account",
        Whom::WhoMeets => "who_meets_conditions",
        Whom::Organization => "organization",
        Whom::Account => "account",
        Whom::CloudFront => "cloudfront",
        Whom::Service => "service",
    };
    json!({
        "whom": whom,
        "name": it.name,
        "account": it.account,
        "certain": it.open.is_empty(),
        "unresolved": notes(&it.open, sources),
        "why": notes(&it.why, sources),
    })
}

fn encryption(it: &Encryption, sources: &Sources) -> Value {
    json!({
        "algorithm": said(&it.algorithm, sources),
        "by_default": it.by_default,
        "key": said(&it.key, sources),
        "key_account": said(&it.key_account, sources),
        "bucket_key": said(&it.bucket_key, sources),
    })
}

fn versioning(it: &Versioning, sources: &Sources) -> Value {
    json!({ "status": said(&it.status, sources), "mfa_delete": said(&it.mfa_delete, sources) })
}

fn logging(it: &Logging, sources: &Sources) -> Value {
    json!({ "target": said(&it.target, sources), "prefix": said(&it.prefix, sources) })
}

fn replication(it: &Replication, sources: &Sources) -> Value {
    let rule = |it: &Replica| {
        json!({
            "rule": it.rule,
            "status": said(&it.status, sources),
            "bucket": said(&it.bucket, sources),
            "account": said(&it.account, sources),
        })
    };
    json!({
        "rules": it.rules.iter().map(rule).collect::<Vec<_>>(),
        "more": it.more.as_ref().map(|note| self::note(note, sources)),
    })
}

fn object_lock(it: &ObjectLock, sources: &Sources) -> Value {
    json!({
        "status": said(&it.status, sources),
        "mode": said(&it.mode, sources),
        "period": said(&it.period, sources),
    })
}

/// What the code says: a value, nothing, or what it does not decide.
fn said(said: &Said, sources: &Sources) -> Value {
    match said {
        Said::Known(value) => json!({ "value": value, "unresolved": null }),
        Said::Nothing => json!({ "value": null, "unresolved": null }),
        Said::Open(note) => json!({ "value": null, "unresolved": self::note(note, sources) }),
    }
}

fn notes(notes: &[Note], sources: &Sources) -> Vec<Value> {
    notes.iter().map(|note| self::note(note, sources)).collect()
}

fn note(note: &Note, sources: &Sources) -> Value {
    let (file, range) = note.span.and_then(|span| locate(sources, span)).unzip();
    json!({ "message": note.message, "file": file, "range": range })
}
