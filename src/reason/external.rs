//! Access by others: whom the policy of a bucket or an access point lets in beside the owner's own account. AWS
//! services and strangers count, and whoever the policy names in another account.

use std::sync::Arc;

use super::access_point::{actions_on, channels, coming_to};
use super::caller::Caller;
use super::pattern::Extent;
use super::public::{agreed, answer, preferred, read, shut};
use super::search::Query;
use super::target::Target;
use super::{Question, Situation, Verdict, limit, replay_in, unconfirmed};
use crate::iam::Policy;
use crate::model::{Resource, Subject};

/// Whether a policy lets anyone in who is not of the owner's account.
pub(super) fn decide(subject: &Subject<'_>, situation: &Situation) -> Verdict {
    let policies = subject.policies();
    if policies.is_empty() {
        return shut("no bucket policy is declared", None);
    }
    let target = Target::of(subject);
    agreed(&policies, |resource, policy| one_policy(&target, resource, policy, situation))
}

/// Whom a policy lets in who is not of the owner's account, one verdict for each class of callers that the policy
/// tells apart. A name is an ARN or a service; `*` is an anonymous caller.
pub fn grantees(situation: &Situation, subject: &Subject<'_>) -> Vec<(String, Verdict)> {
    let target = Target::of(subject);
    let mut found: Vec<(String, Verdict)> = Vec::new();
    for (resource, document) in subject.policies() {
        let policy = read(resource, document);
        for caller in Caller::others(&policy, &situation.owner.account) {
            let name = caller.shown.clone();
            let verdict = confirmed(situation, subject, ask(&target, resource, &policy, situation, vec![caller]));
            if !matches!(verdict, Verdict::NotPublic(_)) && found.iter().all(|(known, _)| *known != name) {
                found.push((name, verdict));
            }
        }
    }
    found
}

fn one_policy(target: &Target, resource: &Resource, policy: &Policy, situation: &Situation) -> Verdict {
    ask(target, resource, policy, situation, Caller::others(policy, &situation.owner.account))
}

fn ask(target: &Target, resource: &Resource, policy: &Policy, situation: &Situation, callers: Vec<Caller>) -> Verdict {
    let excluded = limit::of(Question::External, situation, policy.span);
    let query = Query {
        policy,
        excluded: excluded.as_ref(),
        reference: None,
        target,
        access_point: None,
        owner: &situation.owner,
        actions: preferred(actions_on(target)),
        callers: coming_to(target, callers),
        channels: channels(target),
        trust: None,
        needs_allow: true,
        extent: Extent::All,
    };
    answer(query.search(), resource, policy, "in who is not of the owner's account")
}

/// The verdict, where replay confirms it.
fn confirmed(situation: &Situation, subject: &Subject<'_>, verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Public(witness) if !replay_in(situation, Question::External, subject, &witness) => {
            Verdict::Unknown(Arc::new(unconfirmed(subject, &witness)).into())
        }
        verdict => verdict,
    }
}
