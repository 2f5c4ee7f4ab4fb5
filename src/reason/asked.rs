//! A question as it is put to a policy.

use std::sync::LazyLock;

use super::Situation;
use super::caller::Caller;
use super::keys;
use super::passage;
use super::pattern::Extent;
use super::query::Query;
use super::question::{Actions, Callers, Form};
use super::route::Channel;
use super::target::Target;
use crate::iam::{self, Action, Policy, Service};
use crate::value::Text;

/// The action that puts an object.
pub(super) const UPLOAD: &str = "s3:PutObject";

impl Form {
    /// The question to a policy of what is judged.
    pub(super) fn query<'q>(&self, policy: &'q Policy, target: &'q Target, situation: &'q Situation) -> Query<'q> {
        let callers = self.callers.on(policy, target, &situation.owner.account);
        self.query_of(policy, target, situation, (callers, self.actions.on(target)))
    }

    /// The same about these callers and actions.
    pub(super) fn query_of<'q>(
        &self,
        policy: &'q Policy,
        target: &'q Target,
        situation: &'q Situation,
        (callers, actions): (Vec<Caller>, Vec<Action>),
    ) -> Query<'q> {
        Query {
            policy,
            excluded: None,
            reference: None,
            target,
            access_point: None,
            owner: &situation.owner,
            actions,
            callers,
            channels: self.channels.unwrap_or_else(|| channels(target)),
            trust: self.trusting.then_some(situation.trust),
            needs_allow: self.needs_allow,
            extent: Extent::All(situation.effort),
        }
    }
}

impl Actions {
    /// Those that requests to a target can ask for, the one to name in a witness first.
    pub(super) fn on(self, target: &Target) -> Vec<Action> {
        let all = match target.service() {
            _ if target.is_access_point() => passage::actions().copied().collect(),
            // The most that is asked.
            Service::S3 if self == Actions::All => return all_of_s3(),
            service => service.actions().to_vec(),
        };
        let is_asked = |action: &Action| match self {
            Actions::All => true,
            Actions::Reading => action.level.reads(),
            Actions::Writing => !action.level.reads(),
            Actions::Upload => action.name == UPLOAD,
        };
        preferred(all.into_iter().filter(is_asked).collect())
    }
}

impl Callers {
    /// Those who can come to a target, as far as a policy tells them apart.
    pub(super) fn on(self, policy: &Policy, target: &Target, owner: &Text) -> Vec<Caller> {
        let callers = match self {
            Callers::Public => Caller::public(policy),
            Callers::Strangers => vec![Caller::stranger()],
            Callers::Others => Caller::others(policy, owner),
            Callers::Anyone => Caller::anyone(policy),
        };
        coming_to(target, callers)
    }
}

/// All actions of S3, those first that say most in a witness.
pub(super) fn all_of_s3() -> Vec<Action> {
    static ACTIONS: LazyLock<Vec<Action>> = LazyLock::new(|| preferred(iam::s3_actions().to_vec()));
    ACTIONS.clone()
}

/// The actions with those first that say most in a witness.
pub(super) fn preferred(actions: Vec<Action>) -> Vec<Action> {
    const FIRST: [&str; 6] =
        ["s3:GetObject", "s3:ListBucket", UPLOAD, "s3:DeleteObject", "s3:PutBucketPolicy", "kms:Decrypt"];
    let rank = |action: &Action| FIRST.iter().position(|name| *name == action.name);
    let (mut first, rest): (Vec<_>, Vec<_>) = actions.into_iter().partition(|action| rank(action).is_some());
    first.sort_by_key(rank);
    first.extend(rest);
    first
}

/// Those who can come to a target. KMS knows no anonymous caller; requests through an access point are signed, and tell
/// of it.
pub(super) fn coming_to(target: &Target, mut callers: Vec<Caller>) -> Vec<Caller> {
    if target.service() == Service::S3 && !target.is_access_point() {
        return callers;
    }
    callers.retain(|caller| !caller.is_anonymous());
    if !target.is_access_point() {
        return callers;
    }
    let account = target.account().cloned().map(|account| (keys::ACCESS_POINT_ACCOUNT, account));
    let own = [(keys::ACCESS_POINT, target.arn.clone()), (keys::ORIGIN, Text::from(passage::INTERNET))];
    let told: Vec<_> = own.into_iter().chain(account).collect();
    callers.into_iter().map(|caller| caller.with(&told)).collect()
}

/// How requests to a target come; the preferred answer first.
pub(super) fn channels(target: &Target) -> &'static [Channel] {
    if target.is_access_point() {
        &[Channel::Tls, Channel::Redacted]
    } else {
        &[Channel::Tls, Channel::Plain, Channel::Redacted]
    }
}
