//! "Public", by the AWS Config rules `s3-bucket-public-read-prohibited` and `s3-bucket-public-write-prohibited`: the
//! public gets in by the bucket's policy or by its ACL, unless a public access block shuts that way.

use super::answer::{agreed, answer, behind, either, in_force, shut};
use super::block::Blocks;
use super::target::Target;
use super::{Question, Situation, Trust, Verdict, access_point, acl};
use crate::iam::Policy;
use crate::model::{Bucket, Resource, Subject};

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
