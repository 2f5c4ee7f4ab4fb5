//! What S3 takes no replication configuration without, and what it does not replicate with one.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Replicated;
use super::place::Place;
use super::role::Role;
use crate::model::{Bucket, Declared, ReplicationRule, Subject};
use crate::reason::target::Target;
use crate::reason::{Step, Through, Who, Witness, replay};
use crate::source::Span;
use crate::value::{Elsewhere, Lookup, Setting, Truth, Unknown};

/// Checks versioning at both ends, and that the rule speaks of the objects that the bucket has.
pub(super) fn check(source: &Subject<'_>, rule: ReplicationRule<'_>, found: &mut Replicated) {
    versioned(source, source, found);
    if let (_, Some(destination)) = rule.destination() {
        versioned(source, destination, found);
        locked(source, destination, found);
    }
    let default = match Bucket::of(source).kms_encryption() {
        Ok(Some(default)) => default,
        Ok(None) => return,
        Err(unknown) => return found.open.push(unknown),
    };
    match rule.takes_kms() {
        Setting::Unset | Setting::Known(false, _) => {
            let reason = "the bucket encrypts new objects with KMS, and the rule does not enable \
                          `SseKmsEncryptedObjects`, without which S3 leaves them out";
            refuse(source, READ, reason, Some(default.rule.span()), found);
        }
        Setting::Known(true, span) if matches!(rule.replica_key().0, Lookup::Unset) => {
            let reason = "the rule takes objects that are encrypted with KMS and names no key for the replicas, so S3 \
                          takes no replication configuration";
            refuse(source, PUT, reason, Some(span), found);
        }
        Setting::Known(..) | Setting::Unknown(_) => {}
    }
}

fn versioned(source: &Subject<'_>, bucket: &Subject<'_>, found: &mut Replicated) {
    let resource = &*bucket.resource;
    let at = match Bucket::of(bucket).is_versioned() {
        Setting::Known(true, span) => {
            let message = format!("versioning of `{}` is enabled", resource.address);
            return found.steps.push(Step { message, span: Some(span) });
        }
        Setting::Known(false, span) => span,
        Setting::Unset if resource.declared == Declared::Here => resource.header,
        Setting::Unset => {
            let shown = format!("versioning of {}", resource.address);
            return found.open.push(Arc::new(Unknown::new(shown, resource.header, Elsewhere::Here)));
        }
        Setting::Unknown(unknown) => return found.open.push(unknown),
    };
    if replay::is_unversioned(bucket) {
        let reason = format!("without versioning of `{}`, S3 takes no replication configuration", resource.address);
        refuse(source, PUT, &reason, Some(at), found);
    }
}

/// Checks that objects that are locked stay so where they are copied to.
fn locked(source: &Subject<'_>, destination: &Subject<'_>, found: &mut Replicated) {
    // What only configures it turns it on too.
    let is_locked = |bucket: &Subject<'_>| match bucket.resource.property(&["ObjectLockConfiguration"]) {
        Lookup::Set(configured) => Setting::Known(true, configured.span()),
        Lookup::Unknown(unknown) => Setting::Unknown(Arc::clone(unknown)),
        Lookup::Unset => bucket.resource.property(&["ObjectLockEnabled"]).bool(),
    };
    let (own, other) = (is_locked(source), is_locked(destination));
    let resource = &destination.resource;
    match (own, other) {
        (Setting::Known(false, _) | Setting::Unset, _) | (_, Setting::Known(true, _)) => {}
        (_, Setting::Unset) if resource.declared != Declared::Here => {
            let shown = format!("Object Lock of {}", resource.address);
            found.open.push(Arc::new(Unknown::new(shown, resource.header, Elsewhere::Here)));
        }
        (Setting::Unknown(unknown), _) | (_, Setting::Unknown(unknown)) => found.open.push(unknown),
        (Setting::Known(true, span), _) => {
            let reason = format!(
                "`{}` has Object Lock and `{}` has not, so S3 takes no replication configuration",
                source.resource.address, resource.address
            );
            if replay::is_unlocked(destination) && !replay::is_unlocked(source) {
                refuse(source, PUT, &reason, Some(span), found);
            }
        }
    }
}

/// Checks that the key of the replicas is in the Region of their bucket.
pub(super) fn check_region(key: &Place<'_>, bucket: &Place<'_>, role: &Role<'_>, found: &mut Replicated) {
    let (Some(own), Some(wanted)) = (key.region.as_str(), bucket.region.as_str()) else { return };
    if key.region.same(&bucket.region) == Truth::False {
        let reason = format!("`{}` is in {own}, and replicas in `{}` need a key in {wanted}", key.name, bucket.name);
        let witness = Witness {
            principal: role.arn.display(),
            who: Who::Named,
            action: "kms:Encrypt".to_owned(),
            resource: key.target.shown(None),
            context: [("kms:ViaService".to_owned(), format!("s3.{wanted}.amazonaws.com"))].into(),
            through: Through::Refused { reason, span: Some(key.span) },
            nearest: None,
        };
        found.refused.push(witness);
    }
}

/// What puts a replication configuration.
const PUT: &str = "s3:PutReplicationConfiguration";

/// What reads an object that is to be replicated.
const READ: &str = "s3:GetObjectVersionForReplication";

/// A request that S3 does not take, or does not make.
fn refuse(source: &Subject<'_>, action: &str, reason: &str, span: Option<Span>, found: &mut Replicated) {
    let target = Target::of(source);
    found.refused.push(Witness {
        principal: if action == PUT { "whoever deploys" } else { "s3.amazonaws.com" }.to_owned(),
        who: if action == PUT { Who::Named } else { Who::NamedService },
        action: action.to_owned(),
        resource: target.shown((action != PUT).then_some("example.txt")),
        context: BTreeMap::new(),
        through: Through::Refused { reason: reason.to_owned(), span },
        nearest: None,
    });
}
