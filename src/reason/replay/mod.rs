//! Asks of one request whether it gets through.
//!
//! This is the check on the search: it takes the request as it stands, evaluates each statement as the IAM user guide
//! says, and looks at the settings itself. It shares the tables with the search and nothing else. What it cannot
//! evaluate speaks against the request: an Allow must surely match, a Deny surely not.

mod access_point;
mod address;
mod coherent;
mod condition;
mod misses;
mod nearest;
mod refusal;
mod request;
mod text;
mod trust;

use std::sync::Arc;

pub(super) use refusal::{is_unlocked, is_unversioned, refused};
use request::Request;
use text::Names;

use super::grants::{Grant, Whom, excluded, names_action};
use super::keys::{self, Way};
use super::{AssumedBlock, Question, Situation, Step, Through, Trust, Witness, limit};
use crate::catalogue::{judged_type, types};
use crate::iam::{self, Action, Effect, Policy, Principal, Statement, Version};
use crate::model::{Acl, Bucket, Declared, Grantee, Ownership, Permission, PublicAccessBlock, Role, Subject};
use crate::source::Span;
use crate::value::{Lookup, Setting, Truth};

/// Whether the request gets through.
pub(super) fn replay(question: Question, subject: &Subject<'_>, witness: &Witness, situation: &Situation) -> bool {
    let Some(action) = asked(question, subject, witness) else { return false };
    let bucket = Bucket::of(subject);
    let transport = matches!(question, Question::PlainHttp | Question::OldTls);
    if transport && !is_in_question(question, witness) {
        return false;
    }
    match &witness.through {
        Through::Grant { span } => {
            let asked = transport || matches!(question, Question::PublicRead | Question::PublicWrite);
            asked && granted_and_not_denied(question, subject, witness, action, *span, situation)
        }
        Through::Refused { .. } => false,
        Through::AccessPoint { own, of_bucket } => {
            matches!(question, Question::PublicRead | Question::PublicWrite)
                && access_point::lets_in(subject, witness, action, situation, [own, of_bucket])
        }
        Through::NotDenied { policy: None } => {
            let none = bucket.policies().is_empty() && controls(subject).next().is_none();
            transport && none && bucket.resource().declared == Declared::Here
        }
        Through::NotDenied { policy: Some(_) } => {
            let Some(request) = Request::new(witness, action, subject, situation) else { return false };
            let passes = |policy: &Policy| passes(policy, &request);
            transport && request.is_of_owner() && denied_by_none(subject, &request, passes)
        }
        Through::Statement { policy: address, index, .. } => {
            let Some(request) = Request::new(witness, action, subject, situation) else { return false };
            let controlled = controls(subject).any(|policy| may_be_denied(&policy, &request));
            let lets = |policy: &Policy| {
                let excluded = limit::of(question, situation, policy.span);
                let asked = match question {
                    Question::External => request.is_of_others(),
                    _ if transport => is_not_kept_out(bucket, policy, &request, situation),
                    _ => is_public(situation.trust, policy, &request),
                };
                asked
                    && request.is_whole(policy)
                    && lets_in(policy, &request)
                    && excluded.is_none_or(|excluded| !may_be_denied(&excluded, &request))
            };
            let by_policy = match question {
                Question::PublicRead | Question::PublicWrite => {
                    all_policies(subject, lets) && policies_count(bucket, situation)
                }
                Question::PublicPolicy | Question::External => {
                    let own_way = || question == Question::External || access_point::is_open(subject, situation);
                    all_policies(subject, lets) && (!request.is_through || own_way())
                }
                Question::PublicKey | Question::PlainHttp | Question::OldTls => all_policies(subject, lets),
                // Confirmed where they are found.
                Question::UploadsWithoutEncryption | Question::Replication => false,
            };
            by_policy && !controlled && names_an_allow(subject, address, *index)
        }
    }
}

/// The statement of a subject's policies that nearly keeps out a request that gets through, and what it leaves out.
pub(super) fn nearest(
    question: Option<Question>,
    subject: &Subject<'_>,
    witness: &Witness,
    situation: &Situation,
) -> Option<Step> {
    if matches!(witness.through, Through::AccessPoint { .. } | Through::Refused { .. }) {
        return None;
    }
    let own: Vec<_> = subject.policies().into_iter().filter_map(|(_, document)| document.value()).collect();
    if own.is_empty() {
        return None;
    }
    let request = Request::new(witness, action_of(witness)?, subject, situation)?;
    own.into_iter().find_map(|value| nearest::of(question, &iam::read(value).0, &request))
}

/// What a witness does.
fn action_of(witness: &Witness) -> Option<&'static Action> {
    iam::s3_actions().iter().chain(iam::kms_actions()).find(|action| action.name == witness.action)
}

/// Why no Deny applies to a request that gets through.
pub(super) fn misses(subject: &Subject<'_>, witness: &Witness, situation: &Situation) -> Vec<Step> {
    if let Through::AccessPoint { own, .. } = &witness.through {
        return access_point::misses(subject, witness, situation, &own.policy);
    }
    let request = action_of(witness).and_then(|action| Request::new(witness, action, subject, situation));
    let Some(request) = request else { return Vec::new() };
    let own = subject.policies().into_iter().map(|(_, document)| document);
    own.filter_map(Lookup::value).flat_map(|value| misses::of(&iam::read(value).0, &request)).collect()
}

/// Whether a policy grants what a witness asks for, and that is what the question is about.
pub(super) fn grants(
    situation: &Situation,
    subject: &Subject<'_>,
    grant: Grant<'_>,
    policy: &Policy,
    witness: &Witness,
) -> bool {
    let request = action_of(witness).and_then(|action| Request::new(witness, action, subject, situation));
    let Some(request) = request else { return false };
    let left_out = excluded(grant, situation, policy.span).is_some_and(|excluded| may_be_denied(&excluded, &request));
    let lets = match grant {
        Grant::Of(access) => (access.to == Whom::Anyone || request.is_of_others()) && lets_in(policy, &request),
        Grant::Beyond(reference, to) => {
            (to == Whom::Anyone || request.is_of_others())
                && request.is_whole(reference)
                && !may_let_in(reference, &request)
                && lets_in(policy, &request)
        }
        Grant::Unencrypted(_) => passes(policy, &request),
    };
    let whole = matches!(grant, Grant::Unencrypted(_)) || request.is_whole(policy);
    let controlled = controls(subject).any(|policy| may_be_denied(&policy, &request));
    names_action(grant, witness) && !left_out && !controlled && whole && lets
}

/// Whether no statement denies a request: what it does not tell, none of those asks for that may deny.
fn passes(policy: &Policy, request: &Request<'_>) -> bool {
    let may_deny = |statement: &&Statement| !matches!(statement.effect, Effect::Allow);
    let denies = || policy.with(policy.statements.iter().filter(may_deny).cloned().collect());
    !may_be_denied(policy, request) && request.is_whole(&denies())
}

/// Perhaps allowed, and not surely denied.
fn may_let_in(policy: &Policy, request: &Request<'_>) -> bool {
    let allows = |statement: &Statement| {
        !matches!(statement.effect, Effect::Deny) && matches(policy, statement, request) != Truth::False
    };
    let denies = |statement: &Statement| {
        matches!(statement.effect, Effect::Deny) && matches(policy, statement, request) == Truth::True
    };
    (policy.rest.is_some() || policy.statements.iter().any(allows)) && !policy.statements.iter().any(denies)
}

/// The action of the witness, where the question is about it.
fn asked(question: Question, subject: &Subject<'_>, witness: &Witness) -> Option<&'static Action> {
    let of_key = judged_type(&subject.resource.type_name) == types::KEY;
    let actions = if of_key { iam::kms_actions() } else { iam::s3_actions() };
    let action = actions.iter().find(|action| action.name == witness.action)?;
    let fits = match question {
        Question::PublicRead => action.level.reads(),
        Question::PublicWrite => !action.level.reads(),
        _ => true,
    };
    fits.then_some(action)
}

/// Whether the request comes by the transport that the question is about.
fn is_in_question(question: Question, witness: &Witness) -> bool {
    let has =
        |key: &str, wanted: &[&str]| witness.context.get(key).is_some_and(|value| wanted.contains(&value.as_str()));
    match question {
        Question::OldTls => {
            let old = witness.context.iter().find(|(key, _)| key.eq_ignore_ascii_case("s3:tlsversion"));
            has("aws:SecureTransport", &["true"]) && old.is_some_and(|(_, version)| version.as_str() < "1.2")
        }
        _ => has("aws:SecureTransport", &["false"]),
    }
}

/// Whether the caller is of another account, and no block keeps such callers out.
fn is_not_kept_out(bucket: Bucket<'_>, policy: &Policy, request: &Request<'_>, situation: &Situation) -> bool {
    let settings = |block: &PublicAccessBlock, _| [block.restrict_public_buckets.clone(), Setting::Unset];
    let open = no_block(bucket, situation, [Truth::False; 2], settings);
    request.is_of_others() && (open || !is_public(Trust::ByS3, policy, request))
}

/// Whether a grant of the ACL lets the request in, and no policy denies it; of the public, where that is asked.
fn granted_and_not_denied(
    question: Question,
    subject: &Subject<'_>,
    witness: &Witness,
    action: &'static Action,
    grant: Span,
    situation: &Situation,
) -> bool {
    let bucket = Bucket::of(subject);
    let public = matches!(question, Question::PublicRead | Question::PublicWrite);
    let asked = if action.level.reads() { Question::PublicRead } else { Question::PublicWrite };
    let Some(request) = Request::new(witness, action, subject, situation) else { return false };
    let passes =
        |policy: &Policy| passes(policy, &request) && (!public || is_public(situation.trust, policy, &request));
    let no_policy = || subject.policies().is_empty() && controls(subject).next().is_none();
    let unwatched = || public && (situation.acl_by_itself || no_policy());
    request.is_by_grant(bucket.acl().known().is_some_and(|acl| to_all(acl, grant)))
        && (!public || request.is_outsider())
        && granted(asked, action, bucket, grant, situation)
        && (unwatched() || denied_by_none(subject, &request, passes))
}

/// Whether the grant at a place is to everyone, the anonymous included.
fn to_all(acl: &Acl, span: Span) -> bool {
    acl.grants.iter().any(|grant| grant.span == span && matches!(grant.grantee, Grantee::AllUsers))
}

/// What the organization denies of requests to a resource, as far as it may be in force.
fn controls<'s>(subject: &'s Subject<'_>) -> impl Iterator<Item = Policy> + 's {
    subject.related(Role::ResourceControlPolicy).map(|resource| match resource.property(&["PolicyDocument"]) {
        Lookup::Set(value) => iam::read(value).0,
        Lookup::Unknown(unknown) => Policy::unknown(Arc::clone(unknown), resource.header),
        Lookup::Unset => Policy { statements: Vec::new(), rest: None, version: Version::V2012, span: resource.header },
    })
}

/// Whether no policy of a resource denies a request, nor one of its organization.
fn denied_by_none(subject: &Subject<'_>, request: &Request<'_>, passes: impl Fn(&Policy) -> bool) -> bool {
    let controls: Vec<Policy> = controls(subject).collect();
    let own = all_policies(subject, passes) || (subject.policies().is_empty() && !controls.is_empty());
    own && controls.iter().all(|policy| !may_be_denied(policy, request))
}

fn all_policies(subject: &Subject<'_>, holds: impl Fn(&Policy) -> bool) -> bool {
    let policies = subject.policies();
    let holds = |document: &Lookup<'_>| match document {
        Lookup::Set(value) => holds(&iam::read(value).0),
        Lookup::Unset | Lookup::Unknown(_) => false,
    };
    !policies.is_empty() && policies.iter().all(|(_, document)| holds(document))
}

/// Whether the statement that the witness names is an Allow of a policy that is there.
fn names_an_allow(subject: &Subject<'_>, address: &str, index: usize) -> bool {
    let is_allow = |document: Lookup<'_>| {
        let policy = document.value().map(|value| iam::read(value).0);
        policy.is_some_and(|p| p.statements.get(index).is_some_and(|s| matches!(s.effect, Effect::Allow)))
    };
    let policies = subject.policies();
    policies.into_iter().any(|(resource, document)| &*resource.address == address && is_allow(document))
}

/// Surely allowed, surely not denied.
fn lets_in(policy: &Policy, request: &Request<'_>) -> bool {
    let allows = |statement: &Statement| {
        matches!(statement.effect, Effect::Allow) && matches(policy, statement, request) == Truth::True
    };
    !may_be_denied(policy, request) && policy.statements.iter().any(allows)
}

fn may_be_denied(policy: &Policy, request: &Request<'_>) -> bool {
    let denies = |statement: &Statement| {
        !matches!(statement.effect, Effect::Allow) && matches(policy, statement, request) != Truth::False
    };
    policy.rest.is_some() || policy.statements.iter().any(denies)
}

fn matches(policy: &Policy, statement: &Statement, request: &Request<'_>) -> Truth {
    let variables = policy.version.has_variables();
    let names = Names { variables, value: &|key| request.value(key), holes: &request.holes };
    let conditions = statement.conditions.iter().map(|condition| condition::holds(condition, &names, &request.context));
    let more = if statement.more_conditions.is_some() { Truth::Unknown } else { Truth::True };
    request
        .is_by(&statement.principals)
        .and(request.does(&statement.actions))
        .and(request.is_reached(statement, &names))
        .and(Truth::all(conditions))
        .and(more)
}

/// Whether the caller is one of the public: an outsider, with nothing that the policy trusts.
fn is_public(trust: Trust, policy: &Policy, request: &Request<'_>) -> bool {
    // Which access point it comes through says nothing of who asks where the question is about that one.
    let tells = |key: &str| request.is_through && keys::find(key).is_some_and(|key| key.way == Way::AccessPoint);
    let variables = policy.version.has_variables();
    let names = Names { variables, value: &|key| request.value(key), holes: &request.holes };
    let trusted = |statement: &Statement| {
        statement.conditions.iter().any(|condition| {
            let key = condition.key.to_ascii_lowercase();
            let values = request.context.get(&key).filter(|_| !tells(&key));
            values.into_iter().flatten().any(|value| trust::fixes(trust, condition, &names, value))
        })
    };
    // By S3's letter it does not matter who meets what a policy asks of everyone.
    let to_all = |statement: &Statement| {
        let everyone = statement.principals.values.iter().any(|it| matches!(it, Principal::Everyone(_)));
        matches!(statement.effect, Effect::Allow)
            && (everyone || statement.principals.negated)
            && matches(policy, statement, request) == Truth::True
    };
    // Who is exempt from a Deny by name is somebody whom the policy fixes.
    let exempts = |statement: &Statement| {
        let names = matches!(statement.effect, Effect::Deny) && statement.principals.negated;
        names && request.is_by(&statement.principals) != Truth::True
    };
    let fixed = || policy.statements.iter().any(exempts);
    let met = || request.is_signed() && policy.statements.iter().any(to_all) && !fixed();
    let asks = request.is_outsider() || (trust == Trust::ByS3 && met());
    asks && !policy.statements.iter().any(trusted)
}

/// Whether nothing keeps the bucket's policies from having effect.
fn policies_count(bucket: Bucket<'_>, situation: &Situation) -> bool {
    let first = bucket.subject().blocks_first;
    no_block(bucket, situation, [first.own_policy, first.account_policy], |block, is_first| {
        [block.restrict_public_buckets.clone(), at_the_door(&block.block_public_policy, situation, is_first)]
    })
}

/// A setting that rejects what comes behind it; it does nothing to what is there already.
fn at_the_door(setting: &Setting<bool>, situation: &Situation, is_first: Truth) -> Setting<bool> {
    if situation.in_force || is_first == Truth::False { Setting::Unset } else { setting.clone() }
}

/// Whether a block of an access point surely has no effect.
fn rejects_nothing(block: &PublicAccessBlock, situation: &Situation) -> bool {
    let is_off = |setting: &Setting<bool>| matches!(setting, Setting::Known(false, _));
    is_off(&block.restrict_public_buckets) && (situation.in_force || is_off(&block.block_public_policy))
}

/// Whether none of these settings may be on, for the bucket or for the account; of each block it is said whether it
/// comes before what it would reject.
fn no_block(
    bucket: Bucket<'_>,
    situation: &Situation,
    [own_first, account_first]: [Truth; 2],
    settings: impl Fn(&PublicAccessBlock, Truth) -> [Setting<bool>; 2],
) -> bool {
    let declared = matches!(bucket.resource().property(&["PublicAccessBlockConfiguration"]), Lookup::Set(_));
    let off_by_default = declared || situation.assumptions.public_access_block == AssumedBlock::Off;
    let is_off = |setting: Setting<bool>, by_default: bool| match setting {
        Setting::Known(on, _) => !on,
        Setting::Unset => by_default,
        Setting::Unknown(_) => false,
    };
    let own = settings(&bucket.public_access_block(), own_first);
    let own = own.into_iter().all(|setting| is_off(setting, off_by_default));
    let account = bucket.account_public_access_block();
    own && account.is_none_or(|block| settings(&block, account_first).into_iter().all(|it| is_off(it, true)))
}

/// Whether the bucket's ACL has effect and this grant gives the public what is asked.
fn granted(question: Question, action: &Action, bucket: Bucket<'_>, span: Span, situation: &Situation) -> bool {
    let enabled = match bucket.ownership() {
        Setting::Known(ownership, _) => ownership != Ownership::BucketOwnerEnforced,
        Setting::Unset => true,
        Setting::Unknown(_) => false,
    };
    let first = bucket.subject().blocks_first;
    let counts = no_block(bucket, situation, [first.own_acl, first.account_acl], |block, is_first| {
        [block.ignore_public_acls.clone(), at_the_door(&block.block_public_acls, situation, is_first)]
    });
    let Setting::Known(acl, _) = bucket.acl() else { return false };
    let wanted: &[Permission] = match (question, action.name) {
        (Question::PublicRead, "s3:GetBucketAcl") => &[Permission::ReadAcp, Permission::FullControl],
        (Question::PublicRead, name) if name.starts_with("s3:ListBucket") => {
            &[Permission::Read, Permission::FullControl]
        }
        (_, "s3:PutBucketAcl") => &[Permission::WriteAcp, Permission::FullControl],
        (_, "s3:PutObject") => &[Permission::Write, Permission::FullControl],
        _ => &[],
    };
    enabled
        && counts
        && acl.grants.iter().any(|grant| {
            grant.span == span
                && matches!(grant.grantee, Grantee::AllUsers | Grantee::AuthenticatedUsers)
                && grant.permission.known().is_some_and(|permission| wanted.contains(permission))
        })
}
