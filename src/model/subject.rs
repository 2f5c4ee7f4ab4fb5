//! One resource under judgement, with everything that is linked to it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{AccessPoint, Key, Resource, types};
use crate::value::{Lookup, Step, Symbol, Unknown, World};

/// What a linked resource is to the one under judgement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Its bucket policy.
    Policy,
    /// An access point of it.
    AccessPoint,
    /// The public access block of its account.
    AccountPublicAccessBlock,
    /// The key that encrypts it.
    Key,
    /// The bucket that it replicates to.
    ReplicationDestination,
    /// The bucket that its access logs go to.
    LogTarget,
}

/// A resource with what is linked to it. In a [world](World) without open conditions it holds no choice.
#[derive(Clone, Debug)]
pub struct Subject<'d> {
    /// The resource under judgement.
    pub resource: Cow<'d, Resource>,
    related: Vec<(Role, Cow<'d, Resource>)>,
    serves: BTreeSet<Role>,
    /// Where the module of the resource is called, the nearest call first.
    pub called: Option<Arc<Step>>,
}

impl<'d> Subject<'d> {
    /// A resource with what is linked to it.
    pub fn new(resource: &'d Resource, related: impl IntoIterator<Item = (Role, &'d Resource)>) -> Self {
        let related = related.into_iter().map(|(role, resource)| (role, Cow::Borrowed(resource))).collect();
        Subject { resource: Cow::Borrowed(resource), related, serves: BTreeSet::new(), called: None }
    }

    /// The same subject, being this to some other resource.
    pub fn serving(mut self, roles: BTreeSet<Role>) -> Self {
        self.serves = roles;
        self
    }

    /// The same subject, its module being called there.
    pub fn called(mut self, called: Option<Arc<Step>>) -> Self {
        self.called = called;
        self
    }

    /// Whether the resource is this to some other resource: a log target, a replication destination.
    pub fn serves(&self, role: Role) -> bool {
        self.serves.contains(&role)
    }

    /// The linked resources of a role, in order of declaration.
    pub fn related(&self, role: Role) -> impl Iterator<Item = &Resource> {
        self.related.iter().filter(move |(of, _)| *of == role).map(|(_, resource)| resource.as_ref())
    }

    /// The resource policies that are attached to it, each with where it stands: of an access point or a key its own; of a
    /// bucket those that are linked. S3 keeps one for a bucket, so more than one is a fault of the code.
    pub fn policies(&self) -> Vec<(&Resource, Lookup<'_>)> {
        match &*self.resource.type_name {
            types::KEY => vec![(&self.resource, Key::of(self).policy())],
            types::ACCESS_POINT | types::MULTI_REGION_ACCESS_POINT => {
                vec![(&self.resource, AccessPoint::of(&self.resource).policy())]
            }
            _ => self.related(Role::Policy).map(|policy| (policy, policy.property(&["PolicyDocument"]))).collect(),
        }
    }

    /// All linked resources with their roles.
    pub fn all_related(&self) -> impl Iterator<Item = (Role, &Resource)> {
        self.related.iter().map(|(role, resource)| (*role, resource.as_ref()))
    }

    /// The conditions that the resource and what is linked to it leave open, each once, in a fixed order.
    pub fn conditions(&self) -> Vec<Arc<Unknown>> {
        let mut found: BTreeMap<Symbol, Arc<Unknown>> = BTreeMap::new();
        self.resource.conditions(&mut found);
        self.related.iter().for_each(|(_, resource)| resource.conditions(&mut found));
        found.into_values().collect()
    }

    /// The subject in a world; `None` where the resource is not there in it.
    pub fn under(&self, world: &World) -> Option<Subject<'d>> {
        if !self.resource.presence.under(world) {
            return None;
        }
        if world.is_empty() {
            return Some(self.clone());
        }
        let there = self.related.iter().filter(|(_, resource)| resource.presence.under(world));
        Some(Subject {
            resource: Cow::Owned(self.resource.under(world)),
            related: there.map(|(role, resource)| (*role, Cow::Owned(resource.under(world)))).collect(),
            serves: self.serves.clone(),
            called: self.called.clone(),
        })
    }
}
