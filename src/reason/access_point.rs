//! Requests through access points. The policy of the access point and that of the bucket must both let them in, and the
//! public access blocks of the access point, the bucket and the account all bear on them.
//!
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-policies.html> and, for who may come this way,
//! <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-restrictions-limitations.html>

use std::sync::Arc;

use super::block::{Blocks, of_access_point};
use super::caller::Caller;
use super::pattern::Extent;
use super::public::{agreed, asks, behind, preferred, read, shut, steps, witness};
use super::route::Channel;
use super::search::{Outcome, Passage, Query, Request};
use super::target::Target;
use super::{Allowing, Question, Situation, Through, Verdict, keys};
use crate::iam::{self, Action, Policy};
use crate::model::{AccessPoint, Resource, Role, Subject};
use crate::source::Span;
use crate::value::{Lookup, Setting, Text};

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
        document => read(access_point.resource(), document),
    };
    let settings = of_access_point(&access_point.public_access_block(), situation);
    within(access_point, settings.into_iter().chain(blocks.against_policies()).collect(), || {
        let target = Target::access_point(access_point, Some(&policy));
        let way =
            Way { resource: access_point.resource(), policy: &policy, target: &target, bucket: &Target::of(subject) };
        agreed(&subject.policies(), |resource, bucket_policy| way.decide(question, resource, bucket_policy, situation))
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
        (Verdict::Public(_), Setting::Unknown(unknown)) => Verdict::Unknown(unknown.into()),
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
        let query = Query {
            policy: &bucket_policy,
            access_point: Some(Passage { policy: self.policy, target: self.target }),
            excluded: None,
            reference: None,
            target: self.bucket,
            owner: &situation.owner,
            actions: preferred(actions_on(self.target).into_iter().filter(|action| asks(question, action)).collect()),
            callers: self.callers(&bucket_policy),
            channels: channels(self.target),
            trust: Some(situation.trust),
            needs_allow: true,
            extent: Extent::All,
        };
        match query.search() {
            Outcome::Open(request) => Verdict::Public(Box::new(self.open(request, resource, &bucket_policy))),
            Outcome::Shut(evidence) => Verdict::NotPublic(steps(&evidence, &[&bucket_policy, self.policy], || {
                let message = format!("the access point and the bucket do not both let {}", question.wanted());
                (message, self.policy.span)
            })),
            Outcome::Unsure(unknowns) => Verdict::Unknown(unknowns),
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

/// Those who can come to a target: requests through an access point are signed, and tell of it.
pub(super) fn coming_to(target: &Target, callers: Vec<Caller>) -> Vec<Caller> {
    if !target.is_access_point() {
        return callers;
    }
    let account = target.account().cloned().map(|account| (keys::ACCESS_POINT_ACCOUNT, account));
    let own = [(keys::ACCESS_POINT, target.arn.clone()), (keys::ORIGIN, Text::from(INTERNET))];
    let told: Vec<_> = own.into_iter().chain(account).collect();
    callers.into_iter().filter(|caller| !caller.is_anonymous()).map(|caller| caller.with(&told)).collect()
}

/// The actions that requests to a target can ask for.
pub(super) fn actions_on(target: &Target) -> Vec<Action> {
    if target.is_access_point() { actions().copied().collect() } else { iam::s3_actions().to_vec() }
}

/// How requests to a target come; the preferred answer first.
pub(super) fn channels(target: &Target) -> &'static [Channel] {
    if target.is_access_point() {
        &[Channel::Tls, Channel::Redacted]
    } else {
        &[Channel::Tls, Channel::Plain, Channel::Redacted]
    }
}

/// The origin of an access point that is not bound to a VPC.
pub(super) const INTERNET: &str = "Internet";

fn allowing(policy_of: &Arc<str>, policy: &Policy, statement: Option<usize>) -> Allowing {
    let index = statement.unwrap_or(0);
    let span: Span = policy.statements.get(index).map_or(policy.span, |statement| statement.span);
    Allowing { policy: Arc::clone(policy_of), index, span }
}

/// A bucket policy in which references to an access point say its ARN, in the partition of all ARNs here.
pub(super) fn with_names_spelled(policy: &Policy, target: &Target) -> Policy {
    let mut policy = policy.clone();
    for condition in policy.statements.iter_mut().flat_map(|statement| &mut statement.conditions) {
        if condition.key.eq_ignore_ascii_case(keys::ACCESS_POINT) {
            condition.values.values.iter_mut().for_each(|word| word.text = target.compared(&word.text));
        }
    }
    policy
}

/// The actions that requests through an access point can ask for.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/access-points-service-api-support.html>
pub(super) fn actions() -> impl Iterator<Item = &'static Action> {
    iam::s3_actions().iter().filter(|action| match action.scope {
        iam::Scope::Object => !NOT_THROUGH_ACCESS_POINTS.contains(&action.name),
        _ => OF_BUCKETS.contains(&action.name),
    })
}

const OF_BUCKETS: [&str; 8] = [
    "s3:GetBucketAcl",
    "s3:GetBucketCORS",
    "s3:GetBucketLocation",
    "s3:GetBucketNotification",
    "s3:GetBucketPolicy",
    "s3:ListBucket",
    "s3:ListBucketMultipartUploads",
    "s3:ListBucketVersions",
];

/// Torrents, and what only replication does.
const NOT_THROUGH_ACCESS_POINTS: [&str; 8] = [
    "s3:GetObjectTorrent",
    "s3:GetObjectVersionForReplication",
    "s3:GetObjectVersionTorrent",
    "s3:InitiateReplication",
    "s3:ObjectOwnerOverrideToBucketOwner",
    "s3:ReplicateDelete",
    "s3:ReplicateObject",
    "s3:ReplicateTags",
];
