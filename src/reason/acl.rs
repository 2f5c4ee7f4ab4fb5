//! What the ACL of a bucket lets the public do. A grant lets requests in as an Allow for its grantees would: what a
//! policy denies of them does not get through.

use std::sync::Arc;

use super::answer::{agreed, behind, in_force, shut, witness};
use super::asked::preferred;
use super::block::Blocks;
use super::caller::{Caller, STRANGER};
use super::query::Query;
use super::search::Outcome;
use super::target::Target;
use super::{Question, Situation, Step, Through, Verdict, Who, Witness};
use crate::iam::{self, Action, Policy, Statement};
use crate::model::{Acl, Bucket, Grant, Grantee, Ownership, Permission, Subject};
use crate::value::{Decided, Setting, Unknown, Unknowns};

/// Whether the public gets in by the ACL.
pub(super) fn decide(question: Question, subject: &Subject<'_>, situation: &Situation, blocks: &Blocks) -> Verdict {
    by_acl(question, subject, blocks, |grant| {
        let target = Target::of(subject);
        let policies = if situation.acl_by_itself { Vec::new() } else { in_force(subject) };
        if policies.is_empty() {
            return Verdict::Yes(Box::new(by_grant(question, &target, grant)));
        }
        agreed(&policies, |_, policy| past(question, &target, policy, situation, grant))
    })
}

/// Whether a request that a grant lets in gets past a policy.
fn past(question: Question, target: &Target, policy: &Policy, situation: &Situation, grant: &Grant) -> Verdict {
    let form = question.form();
    let asked = (callers(Caller::public(policy), grant), actions(question, grant));
    let query = Query { needs_allow: false, ..form.query_of(policy, target, situation, asked) };
    match query.search() {
        Outcome::Open(request) => Verdict::Yes(Box::new(witness(request, Through::Grant { span: grant.span }))),
        Outcome::Unsure(unknowns) => Verdict::Open(unknowns),
        Outcome::Shut(evidence) => {
            let denying = evidence.denying.iter().filter_map(|at| policy.statements.get(*at));
            let step = |it: &Statement| Step { message: DENIED.to_owned(), span: Some(it.span) };
            Verdict::No(denying.map(step).collect())
        }
    }
}

const DENIED: &str = "this statement denies what the ACL grants";

/// Whether the ACL lets in what is asked, as far as it has effect; `ask` says whether a request that a grant to the
/// public lets in gets through.
pub(super) fn by_acl(
    question: Question,
    subject: &Subject<'_>,
    blocks: &Blocks,
    ask: impl Fn(&Grant) -> Verdict,
) -> Verdict {
    let bucket = Bucket::of(subject);
    let acl = bucket.acl();
    match (bucket.ownership(), &acl) {
        (Setting::Known(Ownership::BucketOwnerEnforced, span), _) => {
            return shut("ACLs are disabled: Object Ownership is BucketOwnerEnforced", Some(span));
        }
        (Setting::Unset, Setting::Unset) => {
            return shut("ACLs are disabled: S3 does so by default, and no ACL is declared", None);
        }
        (Setting::Known(..), Setting::Unset) => return shut("no ACL is declared, so it is private", None),
        (Setting::Unknown(unknown), _) if blocks.assumed().is_none() => {
            return match behind(blocks.against_acls(), || granted(question, &acl, ask)) {
                Verdict::Yes(_) => Verdict::Open(unknown.into()),
                other => other,
            };
        }
        _ => {}
    }
    if let Some(assumed) = blocks.assumed() {
        return shut(assumed, None);
    }
    behind(blocks.against_acls(), || granted(question, &acl, ask))
}

/// What the grants of an ACL give the public.
fn granted(question: Question, acl: &Setting<Acl>, ask: impl Fn(&Grant) -> Verdict) -> Verdict {
    let (grants, span) = match acl {
        Setting::Known(acl, _) => {
            (acl.grants.iter().cloned().chain(acl.rest.iter().map(any)).collect(), Some(acl.span))
        }
        Setting::Unset => return shut("no ACL is declared, so it is private", None),
        Setting::Unknown(unknown) => (vec![any(unknown)], None),
    };
    let (mut open, mut steps): (Vec<Arc<Unknown>>, _) = (Vec::new(), Vec::new());
    for grant in &grants {
        let what = grant.permission.decided(|permission| gives(question, *permission).into());
        let given = match grant.grantee.is_public().and(what) {
            Decided::True => None,
            Decided::Open(unknowns) => Some(unknowns),
            Decided::False => continue,
        };
        match (ask(grant), given) {
            (yes @ Verdict::Yes(_), None) => return yes,
            (Verdict::Yes(_), given) => open.extend(given.into_iter().flatten()),
            (Verdict::Open(unknowns), given) => open.extend(unknowns.into_iter().chain(given.into_iter().flatten())),
            (Verdict::No(denied), _) => steps.extend(denied),
        }
    }
    if let Some(open) = Unknowns::of(open) {
        return Verdict::Open(open);
    }
    if steps.is_empty() {
        let wanted = if question == Question::PublicRead { "read or list" } else { "write" };
        return shut(&format!("no grant of the ACL lets the public {wanted}"), span);
    }
    Verdict::No(steps)
}

/// Any grant, where nobody knows which there are.
fn any(unknown: &Arc<Unknown>) -> Grant {
    let permission = Setting::Unknown(Arc::clone(unknown));
    Grant { grantee: Grantee::Unknown(Arc::clone(unknown)), permission, span: unknown.span }
}

/// Whether a permission is one of those that a question is about, by the S3 user guide's table of ACL permissions.
fn gives(question: Question, permission: Permission) -> bool {
    match permission {
        Permission::FullControl => true,
        Permission::Read | Permission::ReadAcp => question == Question::PublicRead,
        Permission::Write | Permission::WriteAcp => question == Question::PublicWrite,
    }
}

/// The actions of the permission of a grant, as far as they read or write; of one that is not known, those of any.
pub(super) fn actions(question: Question, grant: &Grant) -> Vec<Action> {
    const READ: &[&str] = &["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"];
    let (own, of_acl): (&[&str], &str) = match question {
        Question::PublicRead => (READ, "s3:GetBucketAcl"),
        _ => (&["s3:PutObject"], "s3:PutBucketAcl"),
    };
    let (may_own, may_acl) = match grant.permission.known() {
        Some(Permission::Read | Permission::Write) => (true, false),
        Some(Permission::ReadAcp | Permission::WriteAcp) => (false, true),
        Some(Permission::FullControl) | None => (true, true),
    };
    let named = |action: &&Action| (may_own && own.contains(&action.name)) || (may_acl && action.name == of_acl);
    preferred(iam::s3_actions().iter().filter(named).copied().collect())
}

/// Those of these callers whom a grant lets in: it gives services nothing, and only one to everyone lets in who does
/// not sign.
pub(super) fn callers(mut all: Vec<Caller>, grant: &Grant) -> Vec<Caller> {
    let signed = matches!(grant.grantee, Grantee::AuthenticatedUsers);
    all.retain(|caller| !(caller.is_service() || (signed && caller.is_anonymous())));
    all
}

/// A request that a grant lets in where there is no policy.
fn by_grant(question: Question, target: &Target, grant: &Grant) -> Witness {
    let (action, key) = match grant.permission.known() {
        Some(Permission::ReadAcp) => ("s3:GetBucketAcl", None),
        Some(Permission::WriteAcp) => ("s3:PutBucketAcl", None),
        _ if question == Question::PublicRead => ("s3:ListBucket", None),
        _ => ("s3:PutObject", Some("example.txt")),
    };
    let anyone = matches!(grant.grantee, Grantee::AllUsers);
    Witness {
        principal: if anyone { "*".to_owned() } else { STRANGER.to_owned() },
        who: if anyone { Who::Anonymous } else { Who::Stranger },
        action: action.to_owned(),
        resource: target.shown(key),
        context: [("aws:SecureTransport".to_owned(), "true".to_owned())].into(),
        through: Through::Grant { span: grant.span },
        nearest: None,
    }
}
