//! Verdicts, made of what is found: of several ways in, behind settings, by several policies, by a search.

use std::sync::Arc;

use super::limit;
use super::question::Form;
use super::search::{Evidence, Outcome, Request};
use super::{Step, Through, Verdict, Witness};
use crate::iam::{Effect, Policy, Statement};
use crate::model::{Resource, Role, Subject, read_policy};
use crate::source::Span;
use crate::value::{Reason, Setting, Unknown, Unknowns};

/// Two ways in, neither known to be open unless it says so.
pub(super) fn either(one: Verdict, other: Verdict) -> Verdict {
    match (one, other) {
        (open @ Verdict::Yes(_), _) | (_, open @ Verdict::Yes(_)) => open,
        (Verdict::Open(one), Verdict::Open(other)) => Verdict::Open(one.and(other)),
        (unknown @ Verdict::Open(_), _) | (_, unknown @ Verdict::Open(_)) => unknown,
        (Verdict::No(one), Verdict::No(other)) => Verdict::No(one.into_iter().chain(other).collect()),
    }
}

/// A way in behind settings that shut it.
pub(super) fn behind(settings: Vec<(Setting<bool>, &str)>, way: impl FnOnce() -> Verdict) -> Verdict {
    for (setting, message) in &settings {
        if let Setting::Known(true, span) = setting {
            return Verdict::No(vec![Step { message: (*message).to_owned(), span: Some(*span) }]);
        }
    }
    let open = Unknowns::of(settings.iter().filter_map(|(setting, _)| unknown_of(setting)));
    match (way(), open) {
        (Verdict::Yes(_), Some(open)) => Verdict::Open(open),
        (Verdict::Open(unknowns), open) => Verdict::Open(unknowns.and(open.into_iter().flatten())),
        (decided, _) => decided,
    }
}

pub(super) fn unknown_of(setting: &Setting<bool>) -> Option<Arc<Unknown>> {
    match setting {
        Setting::Unknown(unknown) => Some(Arc::clone(unknown)),
        Setting::Known(..) | Setting::Unset => None,
    }
}

/// The verdict of each policy where they agree. S3 keeps one policy for a bucket, and which one is not known.
pub(super) fn agreed(policies: &[(&Resource, Arc<Policy>)], decide: impl Fn(&Resource, &Policy) -> Verdict) -> Verdict {
    let mut agreed = None;
    for (resource, policy) in policies {
        agreed = match (agreed, decide(resource, policy)) {
            (_, unknown @ Verdict::Open(_)) => return unknown,
            (None, first) => Some(first),
            (Some(open @ Verdict::Yes(_)), Verdict::Yes(_)) => Some(open),
            (Some(shut @ Verdict::No(_)), Verdict::No(_)) => Some(shut),
            _ => return several(policies.iter().map(|(resource, _)| *resource)),
        };
    }
    agreed.unwrap_or_else(|| shut("no policy is declared", None))
}

pub(super) fn several<'p>(policies: impl IntoIterator<Item = &'p Resource>) -> Verdict {
    let all = Unknowns::of(policies.into_iter().map(one_of_several));
    all.map_or_else(|| shut("no policy is declared", None), Verdict::Open)
}

/// Why a policy is not known to be in force where its bucket has others.
pub(super) fn one_of_several(policy: &Resource) -> Arc<Unknown> {
    Arc::new(Unknown::new(Arc::clone(&policy.address), policy.header, Reason::OneOfSeveral))
}

/// The policies that may be in force on a resource, each with what its organization denies beside it; that alone where
/// the resource has none.
pub(super) fn in_force<'s>(subject: &'s Subject<'_>) -> Vec<(&'s Resource, Arc<Policy>)> {
    let controls: Vec<(&Resource, Policy)> = subject.related(Role::ResourceControlPolicy).map(control).collect();
    let mut found: Vec<_> = subject.read_policies().map(|(resource, _, policy)| (resource, policy)).collect();
    if found.is_empty() {
        found.extend(controls.first().map(|(resource, policy)| (*resource, Arc::new(policy.with(Vec::new())))));
    }
    for (_, policy) in found.iter_mut().filter(|_| !controls.is_empty()) {
        let statements = controls.iter().flat_map(|(_, control)| control.statements.clone());
        Arc::make_mut(policy).statements.extend(statements);
    }
    found
}

/// What a policy of an organization denies, or may deny where it may not be in force, or is not known.
fn control(resource: &Resource) -> (&Resource, Policy) {
    let policy = read_policy(resource, resource.property(&["PolicyDocument"]));
    let condition = resource.presence.condition().cloned();
    let denies = |it: &Statement| !matches!(it.effect, Effect::Allow);
    let mut statements: Vec<_> = policy.statements.into_iter().filter(denies).collect();
    statements.extend(policy.rest.map(|unknown| limit::perhaps_denying(unknown, policy.span)));
    for statement in &mut statements {
        statement.more_conditions = statement.more_conditions.take().or_else(|| condition.clone());
    }
    (resource, Policy { statements, rest: None, ..policy })
}

/// The verdict of a search among what a policy allows.
pub(super) fn answer(form: &Form, outcome: Outcome, resource: &Resource, policy: &Policy) -> Verdict {
    match outcome {
        Outcome::Open(request) => {
            let span = request.statement.and_then(|at| policy.statements.get(at)).map_or(policy.span, |s| s.span);
            let index = request.statement.unwrap_or(0);
            let through = Through::Statement { policy: Arc::clone(&resource.address), index, span };
            Verdict::Yes(Box::new(witness(request, through)))
        }
        Outcome::Shut(evidence) => {
            let otherwise = || (format!("no statement of the policy lets {}", form.wanted), policy.span);
            Verdict::No(steps(form, &evidence, &[policy], otherwise))
        }
        Outcome::Unsure(unknowns) => Verdict::Open(unknowns),
    }
}

/// The verdict of a search among what a policy does not deny.
pub(super) fn not_denied(form: &Form, outcome: Outcome, policy: &Policy) -> Verdict {
    match outcome {
        Outcome::Open(request) => {
            Verdict::Yes(Box::new(witness(request, Through::NotDenied { policy: Some(policy.span) })))
        }
        Outcome::Unsure(unknowns) => Verdict::Open(unknowns),
        Outcome::Shut(evidence) => {
            let denying = evidence.denying.iter().filter_map(|at| policy.statements.get(*at));
            let message = format!("this statement denies {}", form.denied);
            Verdict::No(denying.map(|it| Step { message: message.clone(), span: Some(it.span) }).collect())
        }
    }
}

/// A witness of a request.
pub(super) fn witness(request: Request, through: Through) -> Witness {
    Witness {
        principal: request.principal,
        who: request.who,
        action: request.action.to_owned(),
        resource: request.resource,
        context: request.context,
        through,
        nearest: None,
    }
}

/// What shuts policies, by the statements of one after the other; `otherwise` says it where no statement does.
pub(super) fn steps(
    form: &Form,
    evidence: &Evidence,
    policies: &[&Policy],
    otherwise: impl FnOnce() -> (String, Span),
) -> Vec<Step> {
    let statements: Vec<_> = policies.iter().flat_map(|policy| &policy.statements).collect();
    let step =
        |at: &usize, message: &str| Some(Step { message: message.to_owned(), span: Some(statements.get(*at)?.span) });
    let conditioned = evidence.conditioned.iter().filter_map(|at| step(at, form.unmet));
    let denying = evidence.denying.iter().filter_map(|at| step(at, "this statement denies what another one allows"));
    let steps: Vec<_> = conditioned.chain(denying).collect();
    if steps.is_empty() {
        let (message, span) = otherwise();
        return vec![Step { message, span: Some(span) }];
    }
    steps
}

/// "No", for one reason.
pub(super) fn shut(message: &str, span: Option<Span>) -> Verdict {
    Verdict::No(vec![Step { message: message.to_owned(), span }])
}
