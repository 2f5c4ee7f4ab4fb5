//! Asks of one request through an access point whether it gets through: both policies must let it in, and no setting of
//! the access point, the bucket or the account may stand in its way.

use super::request::Request;
use super::{is_public, lets_in as policy_lets_in, misses as why, policies_count, rejects_nothing};
use crate::iam::{self, Action, Effect, Policy};
use crate::model::{AccessPoint, Bucket, Role, Subject};
use crate::reason::passage::{actions, with_names_spelled};
use crate::reason::target::Target;
use crate::reason::{Allowing, Situation, Step, Witness};
use crate::value::{Lookup, Setting};

/// Whether a request of the public gets through the access point of this statement by these two statements.
pub(super) fn lets_in(
    subject: &Subject<'_>,
    witness: &Witness,
    action: &'static Action,
    situation: &Situation,
    [own, of_bucket]: [&Allowing; 2],
) -> bool {
    let bucket = Bucket::of(subject);
    let Some(passage) = Passage::of(subject, &own.policy) else { return false };
    let Some((at_access_point, at_bucket)) = passage.requests(witness, action, subject, situation) else {
        return false;
    };
    let policies: Vec<_> =
        subject.policies().into_iter().map(|(policy, document)| (policy, passage.read(document))).collect();
    let lets = |policy: &Policy, request: &Request<'_>| {
        is_public(situation.trust, policy, request) && request.is_whole(policy) && policy_lets_in(policy, request)
    };
    passage.is_open(situation)
        && policies_count(bucket, situation)
        && lets(&passage.policy, &at_access_point)
        && !policies.is_empty()
        && policies.iter().all(|(_, policy)| policy.as_ref().is_some_and(|policy| lets(policy, &at_bucket)))
        && is_allow(&passage.policy, own.index)
        && policies.iter().any(|(resource, policy)| {
            resource.address == of_bucket.policy && policy.as_ref().is_some_and(|it| is_allow(it, of_bucket.index))
        })
}

/// Why no Deny of either policy applies to a request that gets through.
pub(super) fn misses(subject: &Subject<'_>, witness: &Witness, situation: &Situation, address: &str) -> Vec<Step> {
    let action = actions().find(|action| action.name == witness.action);
    let Some((passage, action)) = Passage::of(subject, address).zip(action) else { return Vec::new() };
    let Some((at_access_point, at_bucket)) = passage.requests(witness, action, subject, situation) else {
        return Vec::new();
    };
    let policies = subject.policies().into_iter().filter_map(|(_, document)| passage.read(document));
    let of_bucket = policies.flat_map(|policy| why::of(&policy, &at_bucket));
    why::of(&passage.policy, &at_access_point).into_iter().chain(of_bucket).collect()
}

/// An access point with its policy.
struct Passage<'s> {
    access_point: AccessPoint<'s>,
    policy: Policy,
    target: Target,
}

impl<'s> Passage<'s> {
    /// The access point of a subject at an address.
    fn of(subject: &'s Subject<'_>, address: &str) -> Option<Self> {
        let resource = subject.related(Role::AccessPoint).find(|it| &*it.address == address)?;
        let access_point = AccessPoint::of(resource);
        let policy = iam::read(access_point.policy().value()?).0;
        let target = Target::access_point(access_point, Some(&policy));
        Some(Passage { access_point, policy, target })
    }

    /// A bucket policy; `None` where it is not known.
    fn read(&self, document: Lookup<'_>) -> Option<Policy> {
        document.value().map(|value| with_names_spelled(&iam::read(value).0, &self.target))
    }

    /// The request as the access point's policy sees it, and as the bucket's does.
    fn requests<'w>(
        &self,
        witness: &'w Witness,
        action: &'static Action,
        subject: &Subject<'_>,
        situation: &'w Situation,
    ) -> Option<(Request<'w>, Request<'w>)> {
        let key = self.target.key_of(&witness.resource)?;
        let own = Request::on(witness, *action, &self.target, key, &situation.owner)?;
        let bucket = Target::of(subject);
        let of_bucket = Request::on(witness, *action, &bucket, key, &situation.owner)?;
        Some((own.through(&self.target)?, of_bucket.through(&self.target)?))
    }

    fn is_open(&self, situation: &Situation) -> bool {
        leaves_open(self.access_point, situation)
    }
}

fn is_allow(policy: &Policy, index: usize) -> bool {
    policy.statements.get(index).is_some_and(|statement| matches!(statement.effect, Effect::Allow))
}

/// Whether a subject that is an access point lets the public come, as far as its own settings say.
pub(super) fn is_open(subject: &Subject<'_>, situation: &Situation) -> bool {
    leaves_open(AccessPoint::of(&subject.resource), situation)
}

/// Whether neither a VPC nor a block of its own keeps the public out.
fn leaves_open(access_point: AccessPoint<'_>, situation: &Situation) -> bool {
    let internet = matches!(access_point.vpc(), Setting::Unset);
    internet && rejects_nothing(&access_point.public_access_block(), situation)
}
