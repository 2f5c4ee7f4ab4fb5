//! Access by others: whom the policy of a bucket or an access point lets in beside the owner's own account. AWS
//! services and strangers count, and whoever the policy names in another account.

use std::fmt;
use std::sync::Arc;

use super::answer::{agreed, answer, in_force, shut};
use super::asked::coming_to;
use super::block::Blocks;
use super::caller::Caller;
use super::key::{DEFAULT_POLICY, has_default_policy};
use super::public::{decide_by_s3, unless_restricted};
use super::query::Query;
use super::target::Target;
use super::{Question, Situation, Verdict, Who, limit, replay_in, unconfirmed};
use crate::iam::Policy;
use crate::model::{Bucket, Resource, Subject};
use crate::value::Unknowns;

/// A caller, or callers, as a policy tells them apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// An ARN, a service, or `*` for anyone without credentials.
    pub name: String,
    /// Whom that stands for.
    pub who: Who,
}

/// In words: of a caller that stands for others, whom.
impl fmt::Display for Called {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.who {
            Who::Anonymous => f.write_str("anyone without credentials"),
            Who::Stranger => f.write_str("any AWS account"),
            Who::Service => f.write_str("any AWS service"),
            Who::NamedService => write!(f, "the AWS service `{}`", self.name),
            Who::Named if self.name.contains(' ') => f.write_str(&self.name),
            Who::Named => write!(f, "`{}`", self.name),
        }
    }
}

/// Whether a policy lets anyone in who is not of the owner's account.
pub(super) fn decide(subject: &Subject<'_>, situation: &Situation) -> Verdict {
    if subject.policies().is_empty() {
        return shut("no bucket policy is declared", None);
    }
    if has_default_policy(subject) {
        return shut(DEFAULT_POLICY, None);
    }
    let target = Target::of(subject);
    agreed(&in_force(subject), |resource, policy| one_policy(&target, resource, policy, situation))
}

/// Whom a policy lets in who is not of the owner's account, one verdict for each class of callers that the policy
/// tells apart.
pub fn grantees(situation: &Situation, subject: &Subject<'_>) -> Vec<(Called, Verdict)> {
    each(situation, subject, |verdict, _, _| verdict)
}

/// The same as far as the blocks of the bucket and its account let them in: by a policy that S3 takes for a public one,
/// `RestrictPublicBuckets` lets in AWS services alone.
pub fn grantees_in_effect(situation: &Situation, subject: &Subject<'_>) -> Vec<(Called, Verdict)> {
    let assumed = Blocks::of(Bucket::of(subject), situation).assumed();
    let target = Target::of(subject);
    each(situation, subject, |verdict, called, (resource, policy)| match assumed {
        _ if called.who.is_service() => verdict,
        None => unless_restricted(verdict, (resource, policy), &target, subject, situation),
        Some(assumed) => match decide_by_s3(resource, policy, &target, situation) {
            Verdict::No(_) => verdict,
            Verdict::Yes(_) => shut(assumed, None),
            open @ Verdict::Open(_) => open,
        },
    })
}

fn each(
    situation: &Situation,
    subject: &Subject<'_>,
    as_far: impl Fn(Verdict, &Called, (&Resource, &Policy)) -> Verdict,
) -> Vec<(Called, Verdict)> {
    let target = Target::of(subject);
    let mut found: Vec<(Called, Verdict)> = Vec::new();
    for (resource, policy) in in_force(subject) {
        for caller in Caller::others(&policy, &situation.owner.account) {
            let called = Called { name: caller.shown.clone(), who: caller.who() };
            // Who it is, where the code does not decide that: replay knows nobody by a name with holes.
            let holes = ["aws:principalarn", "aws:principalaccount"].into_iter().flat_map(|key| caller.unknown_in(key));
            let nameless = Unknowns::of(holes.cloned());
            let verdict = ask(&target, resource, &policy, situation, vec![caller]);
            let verdict = confirmed(situation, subject, verdict, nameless);
            if matches!(verdict, Verdict::No(_)) || found.iter().any(|(known, _)| known.name == called.name) {
                continue;
            }
            let verdict = as_far(verdict, &called, (resource, &policy));
            if !matches!(verdict, Verdict::No(_)) {
                found.push((called, verdict));
            }
        }
    }
    found
}

fn one_policy(target: &Target, resource: &Resource, policy: &Policy, situation: &Situation) -> Verdict {
    ask(target, resource, policy, situation, Caller::others(policy, &situation.owner.account))
}

fn ask(target: &Target, resource: &Resource, policy: &Policy, situation: &Situation, callers: Vec<Caller>) -> Verdict {
    let form = Question::External.form();
    let excluded = limit::of(Question::External, situation, policy.span);
    let callers = coming_to(target, callers);
    let query = Query { excluded: excluded.as_ref(), callers, ..form.query(policy, target, situation) };
    answer(form, query.search(), resource, policy)
}

/// The verdict, where replay confirms it; else why it does not.
fn confirmed(situation: &Situation, subject: &Subject<'_>, verdict: Verdict, why: Option<Unknowns>) -> Verdict {
    match verdict {
        Verdict::Yes(witness) if !replay_in(situation, Question::External, subject, &witness) => {
            Verdict::Open(why.unwrap_or_else(|| Arc::new(unconfirmed(subject, &witness)).into()))
        }
        verdict => verdict,
    }
}
