//! TLS only, by the AWS Config rule `s3-bucket-ssl-requests-only`: every request over plain HTTP must be denied, whoever
//! makes it. An Allow for TLS alone is not enough, because the owner's account may allow the rest by itself.

use super::caller::Caller;
use super::public::{agreed, bucket_target, preferred, witness};
use super::search::{Outcome, Query, Request};
use super::target::Target;
use super::{Blocker, Step, Through, Verdict};
use crate::iam::{self, Policy};
use crate::model::{Bucket, Declared, Subject};

/// Whether some request over plain HTTP is not denied.
pub(super) fn decide(subject: &Subject<'_>) -> Verdict {
    let bucket = Bucket::of(subject);
    let target = bucket_target(bucket);
    let policies = bucket.policies();
    if !policies.is_empty() {
        return agreed(&policies, |_, policy| one_policy(&target, policy));
    }
    let resource = bucket.resource();
    match (&resource.declared, &resource.properties.rest) {
        (Declared::Elsewhere, Some(unknown)) => Verdict::Unknown(vec![Blocker { unknown: unknown.clone() }]),
        _ => Verdict::Public(Box::new(witness(unprotected(&target), Through::NotDenied { policy: None }))),
    }
}

/// A request to a bucket that has no policy.
fn unprotected(target: &Target) -> Request {
    Request {
        principal: "*".to_owned(),
        action: "s3:GetObject",
        resource: target.shown(Some("example.txt")),
        context: [("aws:SecureTransport".to_owned(), "false".to_owned())].into(),
        statement: None,
    }
}

fn one_policy(target: &Target, policy: &Policy) -> Verdict {
    let query = Query {
        policy,
        target,
        actions: preferred(iam::s3_actions().to_vec()),
        callers: Caller::anyone(policy),
        secure: &[false],
        trust: false,
        needs_allow: false,
    };
    match query.search() {
        Outcome::Open(request) => {
            Verdict::Public(Box::new(witness(request, Through::NotDenied { policy: Some(policy.span) })))
        }
        Outcome::Unsure(unknowns) => {
            Verdict::Unknown(unknowns.into_iter().map(|unknown| Blocker { unknown }).collect())
        }
        Outcome::Shut(evidence) => {
            let denying = evidence.denying.iter().filter_map(|at| policy.statements.get(*at));
            let message = "this statement denies requests over plain HTTP";
            Verdict::NotPublic(denying.map(|s| Step { message: message.to_owned(), span: Some(s.span) }).collect())
        }
    }
}
