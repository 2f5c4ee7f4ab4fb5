//! Questions about what one policy grants: these actions on these resources, or more than another policy does.

use std::sync::Arc;

use super::access_point::{channels, coming_to};
use super::caller::Caller;
use super::limit;
use super::pattern::Extent;
use super::public::{answer, preferred, shut, witness};
use super::search::{Outcome, Query};
use super::target::Target;
use super::{Situation, Step, Through, Verdict, Witness, replay, unconfirmed};
use crate::iam::{self, Action, Policy, Service};
use crate::model::{Bucket, Declared, Key, Resource, Subject, judged_type, types};
use crate::source::Span;
use crate::value::{Lookup, Text};

/// Access that a policy should not grant.
#[derive(Clone, Debug)]
pub struct Access {
    /// Any of these actions.
    pub actions: Vec<Action>,
    /// On any of these resources; empty for any resource.
    pub resources: Vec<Text>,
    /// To whom.
    pub to: Whom,
}

/// To whom access is granted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whom {
    /// To anyone, principals of the owner's account included.
    Anyone,
    /// To others than the owner's account.
    Others,
}

/// What is granted, of a subject's policy.
#[derive(Clone, Copy)]
pub(super) enum Grant<'g> {
    /// Some access.
    Of(&'g Access),
    /// Something that this policy does not grant.
    Beyond(&'g Policy),
    /// Uploads that it does not deny, with none of these kinds of encryption in their header.
    Unencrypted(&'g [Text]),
}

/// Whether the policy of a bucket or key grants an access to anyone.
pub fn grants(situation: &Situation, subject: &Subject<'_>, access: &Access) -> Verdict {
    decide(situation, subject, Grant::Of(access))
}

/// Whether the policy of a bucket or key grants anyone anything that another policy does not.
pub fn grants_beyond(situation: &Situation, subject: &Subject<'_>, reference: &Policy) -> Verdict {
    decide(situation, subject, Grant::Beyond(reference))
}

/// Whether the policy of a bucket leaves uploads undenied, whoever makes them, that do not ask for one of these kinds
/// of encryption, `AES256`, `aws:kms`; where none is named, for any.
pub fn unencrypted_uploads(situation: &Situation, subject: &Subject<'_>, kinds: &[Text]) -> Verdict {
    decide(situation, subject, Grant::Unencrypted(kinds))
}

/// Whether a bucket takes uploads that ask for no encryption, so far as its policy has a say in it.
pub(super) fn uploads_without_encryption(situation: &Situation, subject: &Subject<'_>) -> Verdict {
    let bucket = Bucket::of(subject);
    let resource = bucket.resource();
    match (bucket.policies().as_slice(), &resource.declared, &resource.properties.rest) {
        ([_], _, _) => unencrypted_uploads(situation, subject, &[]),
        ([], Declared::Elsewhere, Some(unknown)) => Verdict::Unknown(Arc::clone(unknown).into()),
        ([], ..) => Verdict::Public(Box::new(Witness {
            principal: "*".to_owned(),
            by_service: false,
            action: UPLOAD.to_owned(),
            resource: Target::of(subject).shown(Some("example.txt")),
            context: [("aws:SecureTransport".to_owned(), "true".to_owned())].into(),
            through: Through::NotDenied { policy: None },
        })),
        (policies, ..) => super::public::several(policies),
    }
}

/// The actions that the policy of a bucket or key grants, or may grant, to others than the owner's account, each with
/// what was found.
pub fn actions_of_others(situation: &Situation, subject: &Subject<'_>) -> Vec<(&'static str, Verdict)> {
    let service = if is_key(subject) { Service::Kms } else { Service::S3 };
    let granted = |action: &Action| {
        let access = Access { actions: vec![*action], resources: Vec::new(), to: Whom::Others };
        let verdict = grants(situation, subject, &access);
        (!matches!(verdict, Verdict::NotPublic(_))).then_some((action.name, verdict))
    };
    let every = Access { actions: service.actions().to_vec(), resources: Vec::new(), to: Whom::Others };
    if matches!(grants(situation, subject, &every), Verdict::NotPublic(_)) {
        return Vec::new();
    }
    service.actions().iter().filter_map(granted).collect()
}

/// Whether the policy of a key lets others in than the owner's account.
pub(super) fn external_use(situation: &Situation, subject: &Subject<'_>) -> Verdict {
    if let (Lookup::Unset, Declared::Here) = (Key::of(subject).policy(), subject.resource.declared) {
        return shut("the key has KMS's default policy, which gives access to its own account only", None);
    }
    let access = Access { actions: Service::Kms.actions().to_vec(), resources: Vec::new(), to: Whom::Others };
    grants(situation, subject, &access)
}

fn decide(situation: &Situation, subject: &Subject<'_>, grant: Grant<'_>) -> Verdict {
    let Some((resource, document)) = subject.policies().into_iter().next() else {
        return shut("no policy is declared", None);
    };
    let policy = super::public::read(resource, document);
    match search(situation, subject, grant, resource, &policy) {
        Verdict::Public(witness) if !replay::grants(situation, subject, grant, &policy, &witness) => {
            Verdict::Unknown(Arc::new(unconfirmed(subject, &witness)).into())
        }
        verdict => verdict,
    }
}

pub(super) fn is_key(subject: &Subject<'_>) -> bool {
    judged_type(&subject.resource.type_name) == types::KEY
}

fn search(
    situation: &Situation,
    subject: &Subject<'_>,
    grant: Grant<'_>,
    resource: &Resource,
    policy: &Policy,
) -> Verdict {
    let service = if is_key(subject) { Service::Kms } else { Service::S3 };
    let target = Target::of(subject);
    let mut callers = Caller::anyone(policy);
    let excluded = excluded(grant, situation, policy.span);
    let mut reference = None;
    let actions = match grant {
        Grant::Of(access) => {
            if access.to == Whom::Others {
                callers = Caller::others(policy, &situation.owner.account);
            }
            access.actions.clone()
        }
        Grant::Beyond(other) => {
            callers.extend(Caller::anyone(other));
            reference = Some(other);
            service.actions().to_vec()
        }
        Grant::Unencrypted(_) => iam::matching(Service::S3, UPLOAD),
    };
    // KMS knows no anonymous caller.
    callers.retain(|caller| service == Service::S3 || !caller.is_anonymous());
    let query = Query {
        policy,
        excluded: excluded.as_ref(),
        reference,
        target: &target,
        access_point: None,
        owner: &situation.owner,
        actions: preferred(actions),
        callers: coming_to(&target, callers),
        channels: channels(&target),
        trust: None,
        needs_allow: !matches!(grant, Grant::Unencrypted(_)),
        extent: Extent::All,
    };
    let wanted = match grant {
        Grant::Unencrypted(_) => return not_denied(query.search(), policy),
        Grant::Of(_) => "anyone do that",
        Grant::Beyond(_) => "anyone do what the other policy does not",
    };
    answer(query.search(), resource, policy, wanted)
}

/// The action that puts an object.
const UPLOAD: &str = "s3:PutObject";

/// What a question about grants leaves out.
pub(super) fn excluded(grant: Grant<'_>, situation: &Situation, span: Span) -> Option<Policy> {
    match grant {
        Grant::Of(access) => {
            let resources = (!access.resources.is_empty()).then(|| limit::other_resources(&access.resources, span));
            let others = access.to == Whom::Others && situation.owner.account.as_str().is_some();
            limit::both(resources, others.then(|| limit::callers_of(&situation.owner.account, span)).flatten())
        }
        Grant::Beyond(_) => None,
        Grant::Unencrypted(kinds) => limit::encrypted_with(kinds, span),
    }
}

fn not_denied(outcome: Outcome, policy: &Policy) -> Verdict {
    match outcome {
        Outcome::Open(request) => {
            let through = Through::NotDenied { policy: Some(policy.span) };
            Verdict::Public(Box::new(witness(request, through)))
        }
        Outcome::Unsure(unknowns) => Verdict::Unknown(unknowns),
        Outcome::Shut(evidence) => {
            let denying = evidence.denying.iter().filter_map(|at| policy.statements.get(*at));
            let message = "this statement denies uploads without encryption";
            Verdict::NotPublic(denying.map(|s| Step { message: message.to_owned(), span: Some(s.span) }).collect())
        }
    }
}

impl Access {
    /// Access by patterns of actions. Of a pattern that means no action, that pattern.
    pub fn of(service: Service, actions: &[String], resources: &[String], to: Whom) -> Result<Self, String> {
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
        let resources = resources.iter().map(|text| Text::from(text.as_str())).collect();
        Ok(Access { actions: found, resources, to })
    }
}

/// Whether a request is one that an access is about, its resource aside.
pub(super) fn names_action(grant: Grant<'_>, witness: &Witness) -> bool {
    match grant {
        Grant::Of(access) => access.actions.iter().any(|action| action.name == witness.action),
        Grant::Beyond(_) => true,
        Grant::Unencrypted(_) => witness.action == UPLOAD,
    }
}
