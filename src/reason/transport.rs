//! TLS only, by the AWS Config rule `s3-bucket-ssl-requests-only`: no request over plain HTTP may get through. Those of
//! the owner's account must be denied, for their own policies, which are not in the code, may allow them. Of others'
//! requests it is enough that neither the policy nor the ACL lets them in.

use std::sync::Arc;

use super::block::Blocks;
use super::caller::Caller;
use super::pattern::Extent;
use super::public::{agreed, answer, by_acl, decide_by_s3, either, gives, preferred, shut, unknown_of, witness};
use super::route::Channel;
use super::search::{Outcome, Query, Request};
use super::target::Target;
use super::{Question, Situation, Step, Through, Verdict, limit};
use crate::iam::{self, Action, Policy};
use crate::model::{Bucket, Declared, Grantee, Permission, Resource, Subject};
use crate::source::Span;
use crate::value::{Setting, Truth, Unknown, Unknowns};

/// Whether some request over plain HTTP, or over an old version of TLS, could get through.
pub(super) fn decide(question: Question, subject: &Subject<'_>, situation: &Situation) -> Verdict {
    let target = Target::of(subject);
    let policies = subject.policies();
    if !policies.is_empty() {
        let asked = Asked { question, subject, situation, target: &target };
        return agreed(&policies, |resource, policy| asked.one_policy(resource, policy));
    }
    let resource = subject.resource.as_ref();
    match (&resource.declared, &resource.properties.rest) {
        (Declared::Elsewhere, Some(unknown)) => Verdict::Unknown(unknown.clone().into()),
        _ => {
            let request = unprotected(question, &target, situation);
            Verdict::Public(Box::new(witness(request, Through::NotDenied { policy: None })))
        }
    }
}

/// A request to a bucket that has no policy.
fn unprotected(question: Question, target: &Target, situation: &Situation) -> Request {
    let secure = ("aws:SecureTransport".to_owned(), (question == Question::OldTls).to_string());
    let version = (question == Question::OldTls).then(|| ("s3:TlsVersion".to_owned(), "1.1".to_owned()));
    Request {
        principal: Caller::of_owner(&situation.owner.account).shown,
        by_service: false,
        action: "s3:GetObject",
        resource: target.shown(Some("example.txt")),
        context: [secure].into_iter().chain(version).collect(),
        statement: None,
        of_access_point: None,
    }
}

/// What is asked of each policy.
struct Asked<'a> {
    question: Question,
    subject: &'a Subject<'a>,
    situation: &'a Situation,
    target: &'a Target,
}

impl Asked<'_> {
    fn one_policy(&self, resource: &Resource, policy: &Policy) -> Verdict {
        let own = self.not_denied(policy, self.of_owner(policy), iam::s3_actions().to_vec());
        if matches!(own, Verdict::Public(_)) {
            return own;
        }
        either(either(own, self.by_policy(resource, policy)), self.by_acl(policy))
    }

    /// Those of the owner's account, as far as the policy tells them apart.
    fn of_owner(&self, policy: &Policy) -> Vec<Caller> {
        let account = &self.situation.owner.account;
        let mut callers = vec![Caller::of_owner(account)];
        callers.extend(Caller::anyone(policy).into_iter().map(|caller| {
            let outsider = caller.is_of(account);
            Caller { outsider, ..caller }
        }));
        callers.retain(|caller| !caller.is_service() && caller.outsider != Truth::False);
        callers
    }

    fn search(&self, policy: &Policy, callers: Vec<Caller>, actions: Vec<Action>, needs_allow: bool) -> Outcome {
        let excluded = limit::of(self.question, self.situation, policy.span);
        let query = Query {
            policy,
            excluded: excluded.as_ref(),
            reference: None,
            target: self.target,
            access_point: None,
            owner: &self.situation.owner,
            actions: preferred(actions),
            callers,
            channels: if self.question == Question::OldTls { &[Channel::Tls] } else { &[Channel::Plain] },
            trust: None,
            needs_allow,
            extent: Extent::All,
        };
        query.search()
    }

    fn not_denied(&self, policy: &Policy, callers: Vec<Caller>, actions: Vec<Action>) -> Verdict {
        match self.search(policy, callers, actions, false) {
            Outcome::Open(request) => {
                Verdict::Public(Box::new(witness(request, Through::NotDenied { policy: Some(policy.span) })))
            }
            Outcome::Unsure(unknowns) => Verdict::Unknown(unknowns),
            Outcome::Shut(evidence) => {
                let denying = evidence.denying.iter().filter_map(|at| policy.statements.get(*at));
                let message = if self.question == Question::OldTls {
                    "this statement denies requests over old versions of TLS"
                } else {
                    "this statement denies requests over plain HTTP"
                };
                Verdict::NotPublic(denying.map(|s| Step { message: message.to_owned(), span: Some(s.span) }).collect())
            }
        }
    }

    /// Whether the policy lets others in this way.
    fn by_policy(&self, resource: &Resource, policy: &Policy) -> Verdict {
        // Calls of services tell nothing of the network, so that none of them comes over plain HTTP.
        let mut callers = Caller::others(policy, &self.situation.owner.account);
        callers.retain(|caller| !caller.is_service());
        let outcome = self.search(policy, callers, iam::s3_actions().to_vec(), true);
        let verdict = match answer(outcome, resource, policy, "others in over it") {
            // What the owner's account may do has been said; of others there is nothing to say.
            Verdict::NotPublic(_) => return Verdict::NotPublic(Vec::new()),
            verdict => verdict,
        };
        let restricting = Blocks::of(Bucket::of(self.subject), self.situation).restricting();
        if restricting.iter().all(|setting| matches!(setting, Setting::Unset | Setting::Known(false, _))) {
            return verdict;
        }
        // RestrictPublicBuckets lets nobody of another account in by a policy that is public.
        let on = restricting.iter().find_map(|setting| match setting {
            Setting::Known(true, span) => Some(*span),
            _ => None,
        });
        match (decide_by_s3(resource, policy, self.target, self.situation), on) {
            (Verdict::NotPublic(_), _) => verdict,
            (Verdict::Public(_), Some(span)) => shut("RestrictPublicBuckets keeps others out", Some(span)),
            (Verdict::Unknown(unknowns), Some(_)) => Verdict::Unknown(unknowns),
            (_, None) => open(restricting.iter().filter_map(unknown_of)).unwrap_or(verdict),
        }
    }

    /// Whether the ACL lets the public in this way.
    fn by_acl(&self, policy: &Policy) -> Verdict {
        let bucket = Bucket::of(self.subject);
        let blocks = Blocks::of(bucket, self.situation);
        let acl = bucket.acl();
        let mut all = Verdict::NotPublic(Vec::new());
        for question in [Question::PublicRead, Question::PublicWrite] {
            let gate = by_acl(question, self.subject, &blocks);
            let unknown = match &gate {
                Verdict::NotPublic(_) => continue,
                Verdict::Public(_) => None,
                Verdict::Unknown(unknowns) => Some(unknowns.clone()),
            };
            let grants = acl.known().map_or(&[][..], |acl| &acl.grants);
            let asked = grants.iter().filter(|grant| grant.permission.known().is_none_or(|it| gives(question, *it)));
            for grant in asked {
                let signed = match grant.grantee {
                    Grantee::AllUsers | Grantee::Unknown(_) => false,
                    Grantee::AuthenticatedUsers => true,
                    Grantee::LogDelivery | Grantee::Account => continue,
                };
                let mut callers = Caller::anyone(policy);
                callers.retain(|caller| !(caller.is_service() || (signed && caller.is_anonymous())));
                let verdict = self.not_denied(policy, callers, by_grant(question, grant.permission.known()));
                all = either(all, within(verdict, unknown.clone(), grant.span));
            }
        }
        match all {
            Verdict::NotPublic(_) => Verdict::NotPublic(Vec::new()),
            all => all,
        }
    }
}

/// A verdict on requests that a grant lets in, unless something is not known.
fn within(verdict: Verdict, unknown: Option<Unknowns>, grant: Span) -> Verdict {
    match (verdict, unknown) {
        (Verdict::Public(_), Some(unknowns)) => Verdict::Unknown(unknowns),
        (Verdict::Public(mut witness), None) => {
            witness.through = Through::Grant { span: grant };
            Verdict::Public(witness)
        }
        (verdict, _) => verdict,
    }
}

fn open(unknowns: impl Iterator<Item = Arc<Unknown>>) -> Option<Verdict> {
    Unknowns::of(unknowns).map(Verdict::Unknown)
}

/// The actions of a permission in an ACL, as far as they read or write; of one that is not known, those of any.
fn by_grant(question: Question, permission: Option<&Permission>) -> Vec<Action> {
    const READ: &[&str] = &["s3:ListBucket", "s3:ListBucketVersions", "s3:ListBucketMultipartUploads"];
    let (own, of_acl): (&[&str], &str) = match question {
        Question::PublicRead => (READ, "s3:GetBucketAcl"),
        _ => (&["s3:PutObject"], "s3:PutBucketAcl"),
    };
    let (may_own, may_acl) = match permission {
        Some(Permission::Read | Permission::Write) => (true, false),
        Some(Permission::ReadAcp | Permission::WriteAcp) => (false, true),
        Some(Permission::FullControl) | None => (true, true),
    };
    let named = |action: &&Action| (may_own && own.contains(&action.name)) || (may_acl && action.name == of_acl);
    iam::s3_actions().iter().filter(named).copied().collect()
}
