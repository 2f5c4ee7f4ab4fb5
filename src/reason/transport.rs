//! TLS only, by the AWS Config rule `s3-bucket-ssl-requests-only`: no request over plain HTTP may get through. Those of
//! the owner's account must be denied, for their own policies, which are not in the code, may allow them. Of others'
//! requests it is enough that neither the policy nor the ACL lets them in.

use super::answer::{agreed, answer, either, in_force, not_denied, witness};
use super::asked::all_of_s3;
use super::block::Blocks;
use super::caller::Caller;
use super::public::unless_restricted;
use super::query::Query;
use super::search::{Outcome, Request};
use super::target::Target;
use super::{Question, Situation, Through, Verdict, Who, acl, limit};
use crate::iam::{Action, Policy};
use crate::model::{Bucket, Declared, Resource, Subject};
use crate::value::Truth;

/// Whether some request over plain HTTP, or over an old version of TLS, could get through.
pub(super) fn decide(question: Question, subject: &Subject<'_>, situation: &Situation) -> Verdict {
    let target = Target::of(subject);
    let policies = in_force(subject);
    if !policies.is_empty() {
        let asked = Asked { question, subject, situation, target: &target };
        return agreed(&policies, |resource, policy| asked.one_policy(resource, policy));
    }
    let resource = subject.resource.as_ref();
    match (&resource.declared, &resource.properties.rest) {
        (Declared::Elsewhere, Some(unknown)) => Verdict::Open(unknown.clone().into()),
        _ => {
            let request = unprotected(question, &target, situation);
            Verdict::Yes(Box::new(witness(request, Through::NotDenied { policy: None })))
        }
    }
}

/// A request to a bucket that has no policy.
fn unprotected(question: Question, target: &Target, situation: &Situation) -> Request {
    let secure = ("aws:SecureTransport".to_owned(), (question == Question::OldTls).to_string());
    let version = (question == Question::OldTls).then(|| ("s3:TlsVersion".to_owned(), "1.1".to_owned()));
    Request {
        principal: Caller::of_owner(&situation.owner.account).shown,
        who: Who::Named,
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
        let own = self.not_denied(policy, self.of_owner(policy), all_of_s3());
        if matches!(own, Verdict::Yes(_)) {
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
        let asked = (callers, actions);
        let form = self.question.form().query_of(policy, self.target, self.situation, asked);
        Query { excluded: excluded.as_ref(), needs_allow, ..form }.search()
    }

    fn not_denied(&self, policy: &Policy, callers: Vec<Caller>, actions: Vec<Action>) -> Verdict {
        not_denied(self.question.form(), self.search(policy, callers, actions, false), policy)
    }

    /// Whether the policy lets others in this way.
    fn by_policy(&self, resource: &Resource, policy: &Policy) -> Verdict {
        // Calls of services tell nothing of the network, so that none of them comes over plain HTTP.
        let mut callers = Caller::others(policy, &self.situation.owner.account);
        callers.retain(|caller| !caller.is_service());
        let outcome = self.search(policy, callers, all_of_s3(), true);
        let verdict = match answer(self.question.form(), outcome, resource, policy) {
            // What the owner's account may do has been said; of others there is nothing to say.
            Verdict::No(_) => return Verdict::No(Vec::new()),
            verdict => verdict,
        };
        unless_restricted(verdict, (resource, policy), self.target, self.subject, self.situation)
    }

    /// Whether the ACL lets the public in this way.
    fn by_acl(&self, policy: &Policy) -> Verdict {
        let blocks = Blocks::of(Bucket::of(self.subject), self.situation);
        let by_acl = |question: Question| {
            acl::by_acl(question, self.subject, &blocks, |grant| {
                let callers = acl::callers(Caller::anyone(policy), grant);
                match self.not_denied(policy, callers, acl::actions(question, grant)) {
                    Verdict::Yes(mut witness) => {
                        witness.through = Through::Grant { span: grant.span };
                        Verdict::Yes(witness)
                    }
                    verdict => verdict,
                }
            })
        };
        match either(by_acl(Question::PublicRead), by_acl(Question::PublicWrite)) {
            Verdict::No(_) => Verdict::No(Vec::new()),
            verdict => verdict,
        }
    }
}
