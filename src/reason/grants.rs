//! Questions about what one policy grants: these actions on these resources, or more than another policy does.

use std::collections::HashMap;
use std::sync::Arc;

use super::action::Apart;
use super::answer::{answer, in_force, not_denied, several, shut};
use super::asked::{UPLOAD, preferred};
use super::query::Query;
use super::question::{Callers, Form};
use super::target::Target;
use super::{Question, Situation, Through, Verdict, Who, Witness, limit, replay, unconfirmed};
use crate::catalogue::{judged_type, types};
use crate::iam::{self, Action, Policy, Service};
use crate::model::{Bucket, Declared, Resource, Subject};
use crate::source::Span;
use crate::value::Text;

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
    Beyond(&'g Policy, Whom),
    /// Uploads that it does not deny, with none of these kinds of encryption in their header.
    Unencrypted(&'g [Text]),
}

/// Whether the policy of a bucket or key grants an access to anyone.
pub fn grants(situation: &Situation, subject: &Subject<'_>, access: &Access) -> Verdict {
    decide(situation, subject, Grant::Of(access))
}

/// Whether the policy of a bucket or key grants somebody anything that another policy does not.
pub fn grants_beyond(situation: &Situation, subject: &Subject<'_>, reference: &Policy, to: Whom) -> Verdict {
    decide(situation, subject, Grant::Beyond(reference, to))
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
    match (in_force(subject).as_slice(), &resource.declared, &resource.properties.rest) {
        ([_], _, _) => unencrypted_uploads(situation, subject, &[]),
        ([], Declared::Elsewhere, Some(unknown)) => Verdict::Open(Arc::clone(unknown).into()),
        ([], ..) => Verdict::Yes(Box::new(Witness {
            principal: "*".to_owned(),
            who: Who::Anonymous,
            action: UPLOAD.to_owned(),
            resource: Target::of(subject).shown(Some("example.txt")),
            context: [("aws:SecureTransport".to_owned(), "true".to_owned())].into(),
            through: Through::NotDenied { policy: None },
            nearest: None,
        })),
        (policies, ..) => several(policies.iter().map(|(resource, _)| *resource)),
    }
}

/// The actions that the policy of a bucket or key grants, or may grant, to others than the owner's account, each with
/// what was found.
pub fn actions_of_others(situation: &Situation, subject: &Subject<'_>) -> Vec<(&'static str, Verdict)> {
    let service = if is_key(subject) { Service::Kms } else { Service::S3 };
    let access = |actions: Vec<Action>| Access { actions, resources: Vec::new(), to: Whom::Others };
    if matches!(grants(situation, subject, &access(service.actions().to_vec())), Verdict::No(_)) {
        return Vec::new();
    }
    let Some((resource, policy)) = in_force(subject).into_iter().next() else { return Vec::new() };
    // Actions that the policy does not tell apart are searched for once, and each is confirmed by itself.
    let apart = Apart::of(&policy);
    let mut searched: HashMap<Vec<u8>, Verdict> = HashMap::new();
    let granted = |action: &Action| {
        let access = access(vec![*action]);
        let grant = Grant::Of(&access);
        let by_search = || search(situation, subject, grant, resource, &policy);
        let verdict = match searched.entry(apart.signature(action)).or_insert_with(by_search) {
            Verdict::No(_) => return None,
            Verdict::Yes(witness) => {
                Verdict::Yes(Box::new(Witness { action: action.name.into(), ..(**witness).clone() }))
            }
            Verdict::Open(unknowns) => Verdict::Open(unknowns.clone()),
        };
        Some((action.name, confirmed(situation, subject, grant, &policy, verdict)))
    };
    service.actions().iter().filter_map(granted).collect()
}

fn decide(situation: &Situation, subject: &Subject<'_>, grant: Grant<'_>) -> Verdict {
    let Some((resource, policy)) = in_force(subject).into_iter().next() else {
        return shut("no policy is declared", None);
    };
    let verdict = search(situation, subject, grant, resource, &policy);
    confirmed(situation, subject, grant, &policy, verdict)
}

/// The verdict of a search, its request being one that replay lets through.
fn confirmed(
    situation: &Situation,
    subject: &Subject<'_>,
    grant: Grant<'_>,
    policy: &Policy,
    verdict: Verdict,
) -> Verdict {
    match verdict {
        Verdict::Yes(witness) if !replay::grants(situation, subject, grant, policy, &witness) => {
            Verdict::Open(Arc::new(unconfirmed(subject, &witness)).into())
        }
        Verdict::Yes(mut witness) => {
            let uploads = matches!(grant, Grant::Unencrypted(_)).then_some(Question::UploadsWithoutEncryption);
            witness.nearest = replay::nearest(uploads, subject, &witness, situation);
            Verdict::Yes(witness)
        }
        verdict => verdict,
    }
}

pub(super) fn is_key(subject: &Subject<'_>) -> bool {
    judged_type(&subject.resource.type_name) == types::KEY
}

/// What a policy of a subject grants, before anything confirms it.
pub(super) fn search(
    situation: &Situation,
    subject: &Subject<'_>,
    grant: Grant<'_>,
    resource: &Resource,
    policy: &Policy,
) -> Verdict {
    let target = Target::of(subject);
    let form = grant.form();
    let excluded = excluded(grant, situation, policy.span);
    let query = Query { excluded: excluded.as_ref(), ..form.query(policy, &target, situation) };
    match grant {
        Grant::Of(access) => {
            let of = if access.to == Whom::Others { Callers::Others } else { form.callers };
            let callers = of.on(policy, &target, &situation.owner.account);
            let query = Query { actions: preferred(access.actions.clone()), callers, ..query };
            answer(form, query.search(), resource, policy)
        }
        Grant::Beyond(reference, to) => {
            let of = if to == Whom::Others { Callers::Others } else { form.callers };
            let mut callers = of.on(policy, &target, &situation.owner.account);
            callers.extend(of.on(reference, &target, &situation.owner.account));
            answer(form, Query { reference: Some(reference), callers, ..query }.search(), resource, policy)
        }
        Grant::Unencrypted(_) => not_denied(form, query.search(), policy),
    }
}

impl Grant<'_> {
    /// What it is about, and how it is put.
    fn form(self) -> &'static Form {
        match self {
            Grant::Of(_) => Form::granted(),
            Grant::Beyond(..) => Form::granted_beyond(),
            Grant::Unencrypted(_) => Question::UploadsWithoutEncryption.form(),
        }
    }
}

/// What a question about grants leaves out.
pub(super) fn excluded(grant: Grant<'_>, situation: &Situation, span: Span) -> Option<Policy> {
    match grant {
        Grant::Of(access) => {
            let resources = (!access.resources.is_empty()).then(|| limit::other_resources(&access.resources, span));
            limit::both(resources, own_callers(access.to, situation, span))
        }
        Grant::Beyond(_, to) => own_callers(to, situation, span),
        Grant::Unencrypted(kinds) => limit::encrypted_with(kinds, span),
    }
}

/// Callers of the owner's account, where they are left out and it is known.
fn own_callers(to: Whom, situation: &Situation, span: Span) -> Option<Policy> {
    let is_known = to == Whom::Others && situation.owner.account.as_str().is_some();
    is_known.then(|| limit::callers_of(&situation.owner.account, span)).flatten()
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
        Grant::Beyond(..) => true,
        Grant::Unencrypted(_) => witness.action == UPLOAD,
    }
}
