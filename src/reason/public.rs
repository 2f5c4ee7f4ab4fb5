//! "Public", by the AWS Config rules `s3-bucket-public-read-prohibited` and `s3-bucket-public-write-prohibited`: the
//! public gets in by the bucket's policy or by its ACL, unless a public access block shuts that way.

use std::sync::Arc;

use super::block::Blocks;
use super::caller::Caller;
use super::pattern::Extent;
use super::search::{Evidence, Outcome, Query, Request};
use super::target::Target;
use super::{Question, Situation, Step, Through, Trust, Verdict, Witness, access_point};
use crate::iam::{self, Action, Policy};
use crate::model::{Acl, Bucket, Grantee, Ownership, Permission, Resource, Subject};
use crate::source::Span;
use crate::value::{Decided, Lookup, Setting, Unknown, Unknowns};

/// Whether the public can read or write a bucket.
pub(super) fn decide(question: Question, subject: &Subject<'_>, situation: &Situation) -> Verdict {
    let bucket = Bucket::of(subject);
    let blocks = Blocks::of(bucket, situation);
    let by_policy = by_policy(question, subject, situation, &blocks);
    if matches!(by_policy, Verdict::Public(_)) {
        return by_policy;
    }
    let through = access_point::decide(question, subject, situation, &blocks);
    either(through.into_iter().fold(by_policy, either), by_acl(question, subject, &blocks))
}

/// Whether a policy, by itself, lets the public do anything; that of an access point where its own settings leave the
/// way open.
pub(super) fn decide_policy(subject: &Subject<'_>, situation: &Situation) -> Verdict {
    let policies = subject.policies();
    if policies.is_empty() {
        return shut("no bucket policy is declared", None);
    }
    let target = Target::of(subject);
    let by_policy = || {
        agreed(&policies, |resource, policy| one_policy(Question::PublicPolicy, &target, resource, policy, situation))
    };
    if target.is_access_point() { access_point::behind_own(subject, situation, by_policy) } else { by_policy() }
}

/// Whether S3 takes a policy for a public one.
pub(super) fn decide_by_s3(resource: &Resource, policy: &Policy, target: &Target, situation: &Situation) -> Verdict {
    let situation = Situation { trust: Trust::ByS3, ..situation.clone() };
    one_policy(Question::PublicPolicy, target, resource, policy, &situation)
}

/// Two ways in, neither known to be open unless it says so.
pub(super) fn either(one: Verdict, other: Verdict) -> Verdict {
    match (one, other) {
        (open @ Verdict::Public(_), _) | (_, open @ Verdict::Public(_)) => open,
        (Verdict::Unknown(one), Verdict::Unknown(other)) => Verdict::Unknown(one.and(other)),
        (unknown @ Verdict::Unknown(_), _) | (_, unknown @ Verdict::Unknown(_)) => unknown,
        (Verdict::NotPublic(one), Verdict::NotPublic(other)) => {
            Verdict::NotPublic(one.into_iter().chain(other).collect())
        }
    }
}

/// A way in behind settings that shut it.
pub(super) fn behind(settings: Vec<(Setting<bool>, &str)>, way: impl FnOnce() -> Verdict) -> Verdict {
    for (setting, message) in &settings {
        if let Setting::Known(true, span) = setting {
            return Verdict::NotPublic(vec![Step { message: (*message).to_owned(), span: Some(*span) }]);
        }
    }
    let open = Unknowns::of(settings.iter().filter_map(|(setting, _)| unknown_of(setting)));
    match (way(), open) {
        (Verdict::Public(_), Some(open)) => Verdict::Unknown(open),
        (Verdict::Unknown(unknowns), open) => Verdict::Unknown(unknowns.and(open.into_iter().flatten())),
        (decided, _) => decided,
    }
}

pub(super) fn unknown_of(setting: &Setting<bool>) -> Option<Arc<Unknown>> {
    match setting {
        Setting::Unknown(unknown) => Some(Arc::clone(unknown)),
        Setting::Known(..) | Setting::Unset => None,
    }
}

fn by_policy(question: Question, subject: &Subject<'_>, situation: &Situation, blocks: &Blocks) -> Verdict {
    let policies = subject.policies();
    if policies.is_empty() {
        return shut("no bucket policy is declared", None);
    }
    if let Some(assumed) = blocks.assumed() {
        return shut(assumed, None);
    }
    behind(blocks.against_policies(), || {
        let target = Target::of(subject);
        agreed(&policies, |resource, policy| one_policy(question, &target, resource, policy, situation))
    })
}

/// The verdict of each policy where they agree. S3 keeps one policy for a bucket, and which one is not known.
pub(super) fn agreed(policies: &[(&Resource, Lookup<'_>)], decide: impl Fn(&Resource, &Policy) -> Verdict) -> Verdict {
    let mut agreed = None;
    for (resource, document) in policies {
        agreed = match (agreed, decide(resource, &read(resource, *document))) {
            (_, unknown @ Verdict::Unknown(_)) => return unknown,
            (None, first) => Some(first),
            (Some(open @ Verdict::Public(_)), Verdict::Public(_)) => Some(open),
            (Some(shut @ Verdict::NotPublic(_)), Verdict::NotPublic(_)) => Some(shut),
            _ => return several(policies),
        };
    }
    agreed.unwrap_or_else(|| shut("no policy is declared", None))
}

pub(super) fn several(policies: &[(&Resource, Lookup<'_>)]) -> Verdict {
    let all = Unknowns::of(policies.iter().map(|(policy, _)| one_of_several(policy)));
    all.map_or_else(|| shut("no policy is declared", None), Verdict::Unknown)
}

/// Why a policy is not known to be in force where its bucket has others.
pub(super) fn one_of_several(policy: &Resource) -> Arc<Unknown> {
    let reason = "is one of several policies of one bucket, which keeps only one of them";
    Arc::new(Unknown::new(Arc::clone(&policy.address), policy.header, reason))
}

/// The policy of a document; one that is not set is unknown.
pub(super) fn read(resource: &Resource, document: Lookup<'_>) -> Policy {
    match document {
        Lookup::Set(value) => iam::read(value).0,
        Lookup::Unknown(unknown) => Policy::unknown(Arc::clone(unknown), resource.body),
        Lookup::Unset => {
            let why = Unknown::new(format!("{}.PolicyDocument", resource.address), resource.header, "is not set");
            Policy::unknown(Arc::new(why), resource.body)
        }
    }
}

fn one_policy(
    question: Question,
    target: &Target,
    resource: &Resource,
    policy: &Policy,
    situation: &Situation,
) -> Verdict {
    let actions = access_point::actions_on(target).into_iter().filter(|action| asks(question, action)).collect();
    let query = Query {
        policy,
        excluded: None,
        reference: None,
        target,
        access_point: None,
        owner: &situation.owner,
        actions: preferred(actions),
        callers: access_point::coming_to(target, Caller::public(policy)),
        channels: access_point::channels(target),
        trust: Some(situation.trust),
        needs_allow: true,
        extent: Extent::All,
    };
    answer(query.search(), resource, policy, question.wanted())
}

impl Question {
    /// What is wanted, as the end of "no statement lets".
    pub(super) fn wanted(self) -> &'static str {
        match self {
            Question::PublicRead => "the public read or list",
            Question::PublicWrite => "the public write",
            _ => "the public in",
        }
    }
}

pub(super) fn asks(question: Question, action: &Action) -> bool {
    match question {
        Question::PublicRead => action.level.reads(),
        Question::PublicWrite => !action.level.reads(),
        _ => true,
    }
}

/// The actions with those first that say most in a witness.
pub(super) fn preferred(actions: Vec<Action>) -> Vec<Action> {
    const FIRST: [&str; 6] =
        ["s3:GetObject", "s3:ListBucket", "s3:PutObject", "s3:DeleteObject", "s3:PutBucketPolicy", "kms:Decrypt"];
    let rank = |action: &Action| FIRST.iter().position(|name| *name == action.name);
    let (mut first, rest): (Vec<_>, Vec<_>) = actions.into_iter().partition(|action| rank(action).is_some());
    first.sort_by_key(rank);
    first.extend(rest);
    first
}

/// The verdict of a search among what a policy allows.
pub(super) fn answer(outcome: Outcome, resource: &Resource, policy: &Policy, wanted: &str) -> Verdict {
    match outcome {
        Outcome::Open(request) => {
            let span = request.statement.and_then(|at| policy.statements.get(at)).map_or(policy.span, |s| s.span);
            let index = request.statement.unwrap_or(0);
            let through = Through::Statement { policy: Arc::clone(&resource.address), index, span };
            Verdict::Public(Box::new(witness(request, through)))
        }
        Outcome::Shut(evidence) => {
            let otherwise = || (format!("no statement of the policy lets {wanted}"), policy.span);
            Verdict::NotPublic(steps(&evidence, &[policy], otherwise))
        }
        Outcome::Unsure(unknowns) => Verdict::Unknown(unknowns),
    }
}

/// A witness of a request.
pub(super) fn witness(request: Request, through: Through) -> Witness {
    Witness {
        principal: request.principal,
        by_service: request.by_service,
        action: request.action.to_owned(),
        resource: request.resource,
        context: request.context,
        through,
    }
}

/// What shuts policies, by the statements of one after the other; `otherwise` says it where no statement does.
pub(super) fn steps(
    evidence: &Evidence,
    policies: &[&Policy],
    otherwise: impl FnOnce() -> (String, Span),
) -> Vec<Step> {
    let statements: Vec<_> = policies.iter().flat_map(|policy| &policy.statements).collect();
    let step =
        |at: &usize, message: &str| Some(Step { message: message.to_owned(), span: Some(statements.get(*at)?.span) });
    let conditioned = evidence
        .conditioned
        .iter()
        .filter_map(|at| step(at, "the public cannot meet the conditions of this statement"));
    let denying = evidence.denying.iter().filter_map(|at| step(at, "this statement denies what another one allows"));
    let steps: Vec<_> = conditioned.chain(denying).collect();
    if steps.is_empty() {
        let (message, span) = otherwise();
        return vec![Step { message, span: Some(span) }];
    }
    steps
}

pub(super) fn by_acl(question: Question, subject: &Subject<'_>, blocks: &Blocks) -> Verdict {
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
            return match behind(blocks.against_acls(), || granted(question, subject, &acl)) {
                Verdict::Public(_) => Verdict::Unknown(unknown.into()),
                other => other,
            };
        }
        _ => {}
    }
    if let Some(assumed) = blocks.assumed() {
        return shut(assumed, None);
    }
    behind(blocks.against_acls(), || granted(question, subject, &acl))
}

/// What the grants of an ACL give the public.
fn granted(question: Question, subject: &Subject<'_>, acl: &Setting<Acl>) -> Verdict {
    let acl = match acl {
        Setting::Known(acl, _) => acl,
        Setting::Unset => return shut("no ACL is declared, so it is private", None),
        Setting::Unknown(unknown) => return Verdict::Unknown(Arc::clone(unknown).into()),
    };
    let mut open: Vec<Arc<Unknown>> = acl.rest.iter().cloned().collect();
    for grant in &acl.grants {
        let who = match &grant.grantee {
            Grantee::AllUsers | Grantee::AuthenticatedUsers => Decided::True,
            Grantee::LogDelivery | Grantee::Account => Decided::False,
            Grantee::Unknown(unknown) => Decided::open(unknown),
        };
        let what = match &grant.permission {
            Setting::Known(permission, _) => gives(question, *permission).into(),
            Setting::Unset => Decided::False,
            Setting::Unknown(unknown) => Decided::open(unknown),
        };
        match who.and(what) {
            Decided::True => return Verdict::Public(Box::new(by_grant(question, subject, grant))),
            Decided::Open(unknowns) => open.extend(unknowns),
            Decided::False => {}
        }
    }
    let Some(open) = Unknowns::of(open) else {
        let wanted = if question == Question::PublicRead { "read or list" } else { "write" };
        return shut(&format!("no grant of the ACL lets the public {wanted}"), Some(acl.span));
    };
    Verdict::Unknown(open)
}

/// Whether a permission is one of those that a question is about, by the S3 user guide's table of ACL permissions.
pub(super) fn gives(question: Question, permission: Permission) -> bool {
    match permission {
        Permission::FullControl => true,
        Permission::Read | Permission::ReadAcp => question == Question::PublicRead,
        Permission::Write | Permission::WriteAcp => question == Question::PublicWrite,
    }
}

fn by_grant(question: Question, subject: &Subject<'_>, grant: &crate::model::Grant) -> Witness {
    let target = Target::of(subject);
    let (action, key) = match grant.permission.known() {
        Some(Permission::ReadAcp) => ("s3:GetBucketAcl", None),
        Some(Permission::WriteAcp) => ("s3:PutBucketAcl", None),
        _ if question == Question::PublicRead => ("s3:ListBucket", None),
        _ => ("s3:PutObject", Some("example.txt")),
    };
    let anyone = matches!(grant.grantee, Grantee::AllUsers);
    Witness {
        principal: if anyone { "*".to_owned() } else { super::caller::STRANGER.to_owned() },
        by_service: false,
        action: action.to_owned(),
        resource: target.shown(key),
        context: [("aws:SecureTransport".to_owned(), "true".to_owned())].into(),
        through: Through::Grant { span: grant.span },
    }
}

/// "No", for one reason.
pub(super) fn shut(message: &str, span: Option<Span>) -> Verdict {
    Verdict::NotPublic(vec![Step { message: message.to_owned(), span }])
}
