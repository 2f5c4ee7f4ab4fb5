//! Access by others: whom a bucket's policy lets in beside the owner's own account. AWS services and strangers count, and
//! whoever the policy names in another account.

use super::caller::Caller;
use super::public::{agreed, answer, bucket_target, preferred, shut};
use super::search::Query;
use super::target::Target;
use super::{Question, Situation, Verdict, limit};
use crate::iam::{self, Policy};
use crate::model::{Bucket, Resource, Subject};
use crate::value::Truth;

/// Whether a bucket's policy lets anyone in who is not of the owner's account.
pub(super) fn decide(subject: &Subject<'_>, situation: &Situation) -> Verdict {
    let bucket = Bucket::of(subject);
    let policies = bucket.policies();
    if policies.is_empty() {
        return shut("no bucket policy is declared", None);
    }
    let target = bucket_target(bucket);
    agreed(&policies, |resource, policy| one_policy(&target, resource, policy, situation))
}

fn one_policy(target: &Target, resource: &Resource, policy: &Policy, situation: &Situation) -> Verdict {
    let excluded = limit::of(Question::External, situation, policy.span);
    let mut callers = Caller::anyone(policy);
    callers.retain_mut(|caller| {
        caller.outsider = !caller.is_of(&situation.owner.account);
        caller.outsider != Truth::False
    });
    let query = Query {
        policy,
        excluded: excluded.as_ref(),
        reference: None,
        target,
        owner: &situation.owner,
        actions: preferred(iam::s3_actions().to_vec()),
        callers,
        secure: &[true, false],
        trust: None,
        needs_allow: true,
    };
    answer(query.search(), resource, policy, "in who is not of the owner's account")
}
