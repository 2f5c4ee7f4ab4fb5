//! Access by others: whom the policy of a bucket or an access point lets in beside the owner's own account. AWS
//! services and strangers count, and whoever the policy names in another account.

use std::fmt;
use std::sync::Arc;

use super::answer::{agreed, answer, in_force, shut};
use super::asked::coming_to;
use super::caller::Caller;
use super::key::{DEFAULT_POLICY, has_default_policy};
use super::search::Query;
use super::target::Target;
use super::{Question, Situation, Verdict, Who, limit, replay_in, unconfirmed};
use crate::iam::Policy;
use crate::model::{Resource, Subject};

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
    let target = Target::of(subject);
    let mut found: Vec<(Called, Verdict)> = Vec::new();
    for (resource, policy) in in_force(subject) {
        for caller in Caller::others(&policy, &situation.owner.account) {
            let called = Called { name: caller.shown.clone(), who: caller.who() };
            let verdict = confirmed(situation, subject, ask(&target, resource, &policy, situation, vec![caller]));
            if !matches!(verdict, Verdict::No(_)) && found.iter().all(|(known, _)| known.name != called.name) {
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

/// The verdict, where replay confirms it.
fn confirmed(situation: &Situation, subject: &Subject<'_>, verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Yes(witness) if !replay_in(situation, Question::External, subject, &witness) => {
            Verdict::Open(Arc::new(unconfirmed(subject, &witness)).into())
        }
        verdict => verdict,
    }
}
