//! "Public", by the AWS Config rules `s3-bucket-public-read-prohibited` and `s3-bucket-public-write-prohibited`: the
//! public gets in by the bucket's policy or by its ACL, unless a public access block shuts that way.

use super::answer::{agreed, answer, behind, either, in_force, shut, unknown_of};
use super::block::Blocks;
use super::target::Target;
use super::{Question, Situation, Trust, Verdict, access_point, acl};
use crate::iam::Policy;
use crate::model::{Bucket, Resource, Subject};
use crate::value::{Setting, Unknowns};

/// A way by which the public may get into a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum WayIn {
    /// Its policy.
    Policy,
    /// An access point of it, and its policy.
    AccessPoint,
    /// Its ACL.
    Acl,
}

/// Whether the public can read or write a bucket.
pub(super) fn decide(question: Question, subject: &Subject<'_>, situation: &Situation) -> Verdict {
    let bucket = Bucket::of(subject);
    let blocks = Blocks::of(bucket, situation);
    let by_policy = by_policy(question, subject, situation, &blocks);
    if matches!(by_policy, Verdict::Yes(_)) {
        return by_policy;
    }
    let through = access_point::decide(question, subject, situation, &blocks);
    either(through.into_iter().fold(by_policy, either), acl::decide(question, subject, situation, &blocks))
}

/// Whether the public can, by each way that there is: what [`decide`] makes one answer of.
pub(super) fn by_each_way(question: Question, subject: &Subject<'_>, situation: &Situation) -> Vec<(WayIn, Verdict)> {
    let blocks = Blocks::of(Bucket::of(subject), situation);
    let through = access_point::decide(question, subject, situation, &blocks).into_iter().reduce(either);
    let by_acl = acl::decide(question, subject, situation, &blocks);
    let mut ways = vec![(WayIn::Policy, by_policy(question, subject, situation, &blocks))];
    ways.extend(through.map(|verdict| (WayIn::AccessPoint, verdict)));
    ways.push((WayIn::Acl, by_acl));
    ways
}

/// Whether a policy, by itself, lets the public do anything; that of an access point where its own settings leave the
/// way open.
pub(super) fn decide_policy(subject: &Subject<'_>, situation: &Situation) -> Verdict {
    if subject.policies().is_empty() {
        return shut("no bucket policy is declared", None);
    }
    let target = Target::of(subject);
    let by_policy = || {
        agreed(&in_force(subject), |resource, policy| {
            one_policy(Question::PublicPolicy, &target, resource, policy, situation)
        })
    };
    if target.is_access_point() { access_point::behind_own(subject, situation, by_policy) } else { by_policy() }
}

/// Whether S3 takes a policy for a public one.
pub(super) fn decide_by_s3(resource: &Resource, policy: &Policy, target: &Target, situation: &Situation) -> Verdict {
    let situation = Situation { trust: Trust::ByS3, ..situation.clone() };
    one_policy(Question::PublicPolicy, target, resource, policy, &situation)
}

/// A verdict on somebody of another account who gets in by a policy, as far as `RestrictPublicBuckets` lets in nobody
/// of another account by a policy that is public.
pub(super) fn unless_restricted(
    verdict: Verdict,
    (resource, policy): (&Resource, &Policy),
    target: &Target,
    subject: &Subject<'_>,
    situation: &Situation,
) -> Verdict {
    let restricting = Blocks::of(Bucket::of(subject), situation).restricting();
    if restricting.iter().all(|setting| matches!(setting, Setting::Unset | Setting::Known(false, _))) {
        return verdict;
    }
    let on = restricting.iter().find_map(|setting| match setting {
        Setting::Known(true, span) => Some(*span),
        _ => None,
    });
    match (decide_by_s3(resource, policy, target, situation), on) {
        (Verdict::No(_), _) => verdict,
        (Verdict::Yes(_), Some(span)) => shut("RestrictPublicBuckets keeps others out", Some(span)),
        (Verdict::Open(unknowns), Some(_)) => Verdict::Open(unknowns),
        (_, None) => Unknowns::of(restricting.iter().filter_map(unknown_of)).map_or(verdict, Verdict::Open),
    }
}

fn by_policy(question: Question, subject: &Subject<'_>, situation: &Situation, blocks: &Blocks) -> Verdict {
    if subject.policies().is_empty() {
        return shut("no bucket policy is declared", None);
    }
    if let Some(assumed) = blocks.assumed() {
        return shut(assumed, None);
    }
    behind(blocks.against_policies(), || {
        let target = Target::of(subject);
        agreed(&in_force(subject), |resource, policy| one_policy(question, &target, resource, policy, situation))
    })
}

fn one_policy(
    question: Question,
    target: &Target,
    resource: &Resource,
    policy: &Policy,
    situation: &Situation,
) -> Verdict {
    let form = question.form();
    answer(form, form.query(policy, target, situation).search(), resource, policy)
}
