//! TLS only, by the AWS Config rule `s3-bucket-ssl-requests-only`: every request over plain HTTP must be denied,
//! whoever makes it. An Allow for TLS alone is not enough, because the owner's account may allow the rest by itself.

use super::caller::Caller;
use super::public::{agreed, preferred, witness};
use super::search::{Outcome, Query, Request};
use super::table::Channel;
use super::target::Target;
use super::{Question, Situation, Step, Through, Verdict, limit};
use crate::iam::{self, Policy};
use crate::model::{Declared, Subject};

/// Whether some request over plain HTTP, or over an old version of TLS, is not denied.
pub(super) fn decide(question: Question, subject: &Subject<'_>, situation: &Situation) -> Verdict {
    let target = Target::of(subject);
    let policies = subject.policies();
    if !policies.is_empty() {
        return agreed(&policies, |_, policy| one_policy(question, &target, policy, situation));
    }
    let resource = subject.resource.as_ref();
    match (&resource.declared, &resource.properties.rest) {
        (Declared::Elsewhere, Some(unknown)) => Verdict::Unknown(unknown.clone().into()),
        _ => Verdict::Public(Box::new(witness(unprotected(question, &target), Through::NotDenied { policy: None }))),
    }
}

/// A request to a bucket that has no policy.
fn unprotected(question: Question, target: &Target) -> Request {
    let secure = ("aws:SecureTransport".to_owned(), (question == Question::OldTls).to_string());
    let version = (question == Question::OldTls).then(|| ("s3:TlsVersion".to_owned(), "1.1".to_owned()));
    Request {
        principal: "*".to_owned(),
        action: "s3:GetObject",
        resource: target.shown(Some("example.txt")),
        context: [secure].into_iter().chain(version).collect(),
        statement: None,
        of_access_point: None,
    }
}

fn one_policy(question: Question, target: &Target, policy: &Policy, situation: &Situation) -> Verdict {
    let excluded = limit::of(question, situation, policy.span);
    let query = Query {
        policy,
        excluded: excluded.as_ref(),
        reference: None,
        target,
        access_point: None,
        owner: &situation.owner,
        actions: preferred(iam::s3_actions().to_vec()),
        callers: Caller::anyone(policy),
        channels: if question == Question::OldTls { &[Channel::Tls] } else { &[Channel::Plain] },
        trust: None,
        needs_allow: false,
    };
    match query.search() {
        Outcome::Open(request) => {
            Verdict::Public(Box::new(witness(request, Through::NotDenied { policy: Some(policy.span) })))
        }
        Outcome::Unsure(unknowns) => Verdict::Unknown(unknowns),
        Outcome::Shut(evidence) => {
            let denying = evidence.denying.iter().filter_map(|at| policy.statements.get(*at));
            let message = if question == Question::OldTls {
                "this statement denies requests over old versions of TLS"
            } else {
                "this statement denies requests over plain HTTP"
            };
            Verdict::NotPublic(denying.map(|s| Step { message: message.to_owned(), span: Some(s.span) }).collect())
        }
    }
}
