//! Questions about what one policy grants: these actions on these resources, or more than another policy does.

use super::caller::Caller;
use super::limit;
use super::public::{answer, bucket_target, preferred, shut};
use super::search::Query;
use super::target::Target;
use super::{Blocker, Situation, Verdict, Witness, replay, unconfirmed};
use crate::iam::{self, Action, Policy, Service};
use crate::model::{Bucket, Key, Resource, Role, Subject, types};
use crate::value::{Lookup, Text};
use std::sync::Arc;

/// Access that a policy should not grant.
#[derive(Clone, Debug)]
pub struct Access {
    /// Any of these actions.
    pub actions: Vec<Action>,
    /// On any of these resources; empty for any resource.
    pub resources: Vec<Text>,
}

/// What is granted, of a subject's policy.
#[derive(Clone, Copy)]
pub(super) enum Grant<'g> {
    /// Some access.
    Of(&'g Access),
    /// Something that this policy does not grant.
    Beyond(&'g Policy),
}

/// Whether the policy of a bucket or key grants an access to anyone.
pub fn grants(situation: &Situation, subject: &Subject<'_>, access: &Access) -> Verdict {
    decide(situation, subject, Grant::Of(access))
}

/// Whether the policy of a bucket or key grants anyone anything that another policy does not.
pub fn grants_beyond(situation: &Situation, subject: &Subject<'_>, reference: &Policy) -> Verdict {
    decide(situation, subject, Grant::Beyond(reference))
}

fn decide(situation: &Situation, subject: &Subject<'_>, grant: Grant<'_>) -> Verdict {
    let Some((resource, document)) = document(subject) else { return shut("no policy is declared", None) };
    let policy = super::public::read(resource, document);
    match search(situation, subject, grant, resource, &policy) {
        Verdict::Public(witness) if !replay::grants(situation, subject, grant, &policy, &witness) => {
            Verdict::Unknown(vec![Blocker { unknown: Arc::new(unconfirmed(subject, &witness)) }])
        }
        verdict => verdict,
    }
}

/// The policy that is judged and the resource that it stands in.
fn document<'s>(subject: &'s Subject<'_>) -> Option<(&'s Resource, Lookup<'s>)> {
    if is_key(subject) {
        return Some((&subject.resource, Key::of(subject).policy()));
    }
    subject.related(Role::Policy).next().map(|policy| (policy, policy.property(&["PolicyDocument"])))
}

fn is_key(subject: &Subject<'_>) -> bool {
    &*subject.resource.type_name == types::KEY
}

fn search(
    situation: &Situation,
    subject: &Subject<'_>,
    grant: Grant<'_>,
    resource: &Resource,
    policy: &Policy,
) -> Verdict {
    let service = if is_key(subject) { Service::Kms } else { Service::S3 };
    let target = if is_key(subject) { Target::key(&subject.resource) } else { bucket_target(Bucket::of(subject)) };
    let mut callers = Caller::anyone(policy);
    let (actions, excluded, reference) = match grant {
        Grant::Of(access) => {
            let others = (!access.resources.is_empty()).then(|| limit::other_resources(&access.resources, policy.span));
            (access.actions.clone(), others, None)
        }
        Grant::Beyond(reference) => {
            callers.extend(Caller::anyone(reference));
            (service.actions().to_vec(), None, Some(reference))
        }
    };
    // KMS knows no anonymous caller.
    callers.retain(|caller| service == Service::S3 || !caller.is_anonymous());
    let query = Query {
        policy,
        excluded: excluded.as_ref(),
        reference,
        target: &target,
        owner: &situation.owner,
        actions: preferred(actions),
        callers,
        secure: &[true, false],
        trust: None,
        needs_allow: true,
    };
    let wanted = match grant {
        Grant::Of(_) => "anyone do that",
        Grant::Beyond(_) => "anyone do what the other policy does not",
    };
    answer(query.search(), resource, policy, wanted)
}

impl Access {
    /// Actions by patterns; `None` for a pattern that means no action.
    pub fn of(service: Service, actions: &[String], resources: &[String]) -> Result<Self, String> {
        let mut found = Vec::new();
        for pattern in actions {
            let own = iam::matching(service, pattern);
            if own.is_empty() {
                return Err(pattern.clone());
            }
            found.extend(own);
        }
        if actions.is_empty() {
            found = service.actions().to_vec();
        }
        Ok(Access { actions: found, resources: resources.iter().map(|text| Text::from(text.as_str())).collect() })
    }
}

/// Whether a request is one that an access is about, its resource aside.
pub(super) fn names_action(grant: Grant<'_>, witness: &Witness) -> bool {
    match grant {
        Grant::Of(access) => access.actions.iter().any(|action| action.name == witness.action),
        Grant::Beyond(_) => true,
    }
}
