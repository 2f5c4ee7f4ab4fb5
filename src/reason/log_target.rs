//! Whether a bucket receives server access logs: another one sends them there, or its ACL or policy lets S3 deliver.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/enable-server-access-logging.html>

use std::sync::Arc;

use crate::iam::{self, Policy, Principal, Service, Statement};
use crate::model::{Bearing, Bucket, Grantee, Presence, Role, Subject};
use crate::value::{Decided, Lookup, Truth};

/// The service that delivers access logs by a policy.
const DELIVERS: &str = "logging.s3.amazonaws.com";

/// What bears on the answer.
pub fn bearing() -> Bearing {
    let serves = [Role::LogTarget].into();
    Bearing { serves, ..Bearing::of(&["AccessControl", "AccessControlPolicy"], &[Role::Policy]) }
}

/// Whether a bucket receives access logs, in one world.
pub fn is_log_target(subject: &Subject<'_>) -> Decided {
    let served = subject.serves(Role::LogTarget).map_or(Decided::False, Presence::decided);
    let policies = subject.policies().into_iter().map(|(resource, document)| {
        let lets = match document {
            Lookup::Unset => Decided::False,
            Lookup::Unknown(unknown) => Decided::open(unknown),
            Lookup::Set(value) => lets_deliver(&iam::read(value).0),
        };
        lets.and(resource.presence.decided())
    });
    served.or(log_delivery_by_acl(subject)).or(Decided::any(policies))
}

/// Whether the ACL grants something to S3's log delivery group: nothing else asks for that.
pub(super) fn log_delivery_by_acl(subject: &Subject<'_>) -> Decided {
    Bucket::of(subject).acl().decided(|acl| {
        let rest = acl.rest.iter().map(Decided::open);
        let grants = acl.grants.iter().map(|grant| match &grant.grantee {
            Grantee::LogDelivery => Decided::True,
            Grantee::Unknown(unknown) => Decided::open(unknown),
            Grantee::AllUsers | Grantee::AuthenticatedUsers | Grantee::Account => Decided::False,
        });
        Decided::any(grants.chain(rest))
    })
}

/// Whether a policy names the service that delivers access logs as one that may write.
fn lets_deliver(policy: &Policy) -> Decided {
    let rest = policy.rest.iter().map(Decided::open);
    Decided::any(policy.statements.iter().map(lets_write).chain(rest))
}

fn lets_write(statement: &Statement) -> Decided {
    let allows = statement.effect.allows();
    if matches!(allows, Decided::False) {
        return allows;
    }
    let principals = &statement.principals;
    // What is said of everybody is not said of this service.
    let named = principals.values.iter().map(|principal| match principal {
        Principal::Service(word) => match word.text.same(&DELIVERS.to_owned().into()) {
            Truth::Unknown => word.text.holes().next().map_or(Decided::False, Decided::open),
            truth => Decided::from(truth == Truth::True),
        },
        _ => Decided::False,
    });
    let rest = principals.rest.iter().map(Decided::open);
    let names = Decided::from(!principals.negated).and(Decided::any(named.chain(rest)));
    // Most name nobody of that kind, whatever they let them do.
    if matches!(names, Decided::False) {
        return names;
    }
    let actions = &statement.actions;
    let writes = actions.values.iter().map(|action| match (action.text.as_str(), action.text.holes().next()) {
        (Some(known), _) => Decided::from(
            known == "*" || iam::matching(Service::S3, known).iter().any(|action| action.lower == "s3:putobject"),
        ),
        (None, hole) => hole.map_or(Decided::False, Decided::open),
    });
    let writes = Decided::any(writes.chain(actions.rest.iter().map(Decided::open))).negated_if(actions.negated);
    let there = statement.more_conditions.iter().map(Arc::clone).map(|unknown| Decided::open(&unknown));
    Decided::all([allows, names, writes].into_iter().chain(there))
}
