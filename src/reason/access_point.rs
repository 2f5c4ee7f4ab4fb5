//! Requests through access points. The policy of the access point and that of the bucket must both let them in, and the
//! public access blocks of the access point, the bucket and the account all bear on them.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html> and, for who may come this way,
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations.html>

use std::sync::Arc;

use super::answer::{agreed, behind, in_force, shut, steps, witness};
use super::asked::{channels, coming_to};
use super::block::{Blocks, of_access_point};
use super::caller::Caller;
use super::passage::with_names_spelled;
use super::query::{Passage, Query};
use super::search::{Outcome, Request};
use super::target::Target;
use super::{Allowing, Question, Situation, Through, Verdict};
use crate::iam::Policy;
use crate::model::{AccessPoint, Resource, Role, Subject, read_policy};
use crate::source::Span;
use crate::value::{Lookup, Setting};

/// Whether the public can read or write a bucket through its access points, one verdict for each.
pub(super) fn decide(
    question: Question,
    subject: &Subject<'_>,
    situation: &Situation,
    blocks: &Blocks,
) -> Vec<Verdict> {
    // Without a bucket policy nobody from outside comes this way; that there is none has been said.
    if subject.policies().is_empty() || blocks.assumed().is_some() {
        return Vec::new();
    }
    let through = subject.related(Role::AccessPoint).map(AccessPoint::of);
    through.map(|access_point| one(question, access_point, subject, situation, blocks)).collect()
}

fn one(
    question: Question,
    access_point: AccessPoint<'_>,
    subject: &Subject<'_>,
    situation: &Situation,
    blocks: &Blocks,
) -> Verdict {
    let policy = match access_point.policy() {
        Lookup::Unset => return shut(NO_POLICY, Some(access_point.resource().header)),
        document => read_policy(access_point.resource(), document),
    };
    let settings = of_access_point(&access_point.public_access_block(), situation);
    within(access_point, settings.into_iter().chain(blocks.against_policies()).collect(), || {
        let target = Target::access_point(access_point, Some(&policy));
        let way =
            Way { resource: access_point.resource(), policy: &policy, target: &target, bucket: &Target::of(subject) };
        agreed(&in_force(subject), |resource, bucket_policy| way.decide(question, resource, bucket_policy, situation))
    })
}

/// Whether the policy of an access point lets the public in, where its own settings leave the way open.
pub(super) fn behind_own(subject: &Subject<'_>, situation: &Situation, way: impl FnOnce() -> Verdict) -> Verdict {
    let access_point = AccessPoint::of(&subject.resource);
    match access_point.policy() {
        Lookup::Unset => shut(NO_POLICY, Some(access_point.resource().header)),
        _ => within(access_point, of_access_point(&access_point.public_access_block(), situation), way),
    }
}

/// A way through an access point, behind settings and perhaps bound to a VPC.
fn within(
    access_point: AccessPoint<'_>,
    settings: Vec<(Setting<bool>, &str)>,
    way: impl FnOnce() -> Verdict,
) -> Verdict {
    let vpc = access_point.vpc();
    if let Setting::Known(_, span) = vpc {
        return shut("the access point can be reached from its VPC only", Some(span));
    }
    match (behind(settings, way), vpc) {
        // Where nobody knows whether there is a VPC, nobody knows whether the way is open.
        (Verdict::Yes(_), Setting::Unknown(unknown)) => Verdict::Open(unknown.into()),
        (verdict, _) => verdict,
    }
}

/// An access point with what lets requests through it.
struct Way<'w> {
    resource: &'w Resource,
    policy: &'w Policy,
    target: &'w Target,
    bucket: &'w Target,
}

impl Way<'_> {
    fn decide(
        &self,
        question: Question,
        resource: &Resource,
        bucket_policy: &Policy,
        situation: &Situation,
    ) -> Verdict {
        let bucket_policy = with_names_spelled(bucket_policy, self.target);
        let form = question.form();
        let query = Query {
            access_point: Some(Passage { policy: self.policy, target: self.target }),
            actions: form.actions.on(self.target),
            callers: self.callers(&bucket_policy),
            channels: channels(self.target),
            ..form.query(&bucket_policy, self.bucket, situation)
        };
        match query.search() {
            Outcome::Open(request) => Verdict::Yes(Box::new(self.open(request, resource, &bucket_policy))),
            Outcome::Shut(evidence) => Verdict::No(steps(form, &evidence, &[&bucket_policy, self.policy], || {
                let message = format!("the access point and the bucket do not both let {}", form.wanted);
                (message, self.policy.span)
            })),
            Outcome::Unsure(unknowns) => Verdict::Open(unknowns),
        }
    }

    fn callers(&self, bucket_policy: &Policy) -> Vec<Caller> {
        let mut found: Vec<Caller> = Vec::new();
        for caller in [bucket_policy, self.policy].into_iter().flat_map(Caller::public) {
            if found.iter().all(|known| known.shown != caller.shown) {
                found.push(caller);
            }
        }
        coming_to(self.target, found)
    }

    fn open(&self, request: Request, bucket: &Resource, bucket_policy: &Policy) -> super::Witness {
        let own = allowing(&self.resource.address, self.policy, request.of_access_point);
        let of_bucket = allowing(&bucket.address, bucket_policy, request.statement);
        witness(request, Through::AccessPoint { own, of_bucket })
    }
}

const NO_POLICY: &str = "the access point has no policy";

fn allowing(policy_of: &Arc<str>, policy: &Policy, statement: Option<usize>) -> Allowing {
    let index = statement.unwrap_or(0);
    let span: Span = policy.statements.get(index).map_or(policy.span, |statement| statement.span);
    Allowing { policy: Arc::clone(policy_of), index, span }
}
