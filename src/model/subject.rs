//! One resource under judgement, with everything that is linked to it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::{AccessPoint, Key, Resource, types};
use crate::value::{Kind, Lookup, Step, Symbol, Unknown, Value, World};

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
    /// The role that replicates it.
    ReplicationRole,
    /// The key that encrypts its replicas.
    ReplicaKey,
    /// A policy of a role that is declared apart from it.
    RolePolicy,
    /// A policy that may be one of a role.
    PerhapsRolePolicy,
    /// A grant of a key.
    KeyGrant,
}

/// A resource that another one means by an expression, or that means the other one, with what is linked to it.
#[derive(Clone, Debug)]
struct Neighbour<'d> {
    role: Role,
    /// What the expression says, by [`meaning`]; nothing where the other resource means this one.
    meaning: Option<Symbol>,
    subject: Subject<'d>,
}

/// A resource with what is linked to it. In a [world](World) without open conditions it holds no choice.
#[derive(Clone, Debug)]
pub struct Subject<'d> {
    /// The resource under judgement.
    pub resource: Cow<'d, Resource>,
    related: Vec<(Role, Cow<'d, Resource>)>,
    serves: BTreeSet<Role>,
    neighbours: Vec<Neighbour<'d>>,
    open_beside: Option<Arc<Unknown>>,
    /// Where the module of the resource is called, the nearest call first.
    pub called: Option<Arc<Step>>,
}

impl<'d> Subject<'d> {
    /// A resource with what is linked to it.
    pub fn new(resource: &'d Resource, related: impl IntoIterator<Item = (Role, &'d Resource)>) -> Self {
        let related = related.into_iter().map(|(role, resource)| (role, Cow::Borrowed(resource))).collect();
        Subject {
            resource: Cow::Borrowed(resource),
            related,
            serves: BTreeSet::new(),
            neighbours: Vec::new(),
            open_beside: None,
            called: None,
        }
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

    /// The same subject, meaning another one by an expression.
    pub(super) fn beside(mut self, role: Role, meaning: Option<&Symbol>, subject: Subject<'d>) -> Self {
        self.neighbours.push(Neighbour { role, meaning: meaning.cloned(), subject });
        self
    }

    /// The resource that an expression of this one means, with what is linked to it; `None` where the code does not
    /// declare it.
    pub fn neighbour(&self, role: Role, expression: &Value) -> Option<&Subject<'d>> {
        let meaning = meaning(expression)?;
        let found = self.neighbours.iter().find(|it| it.role == role && it.meaning.as_ref() == Some(&meaning));
        found.map(|neighbour| &neighbour.subject)
    }

    /// The resources that mean this one by an expression of theirs, with what is linked to them.
    pub fn meant_by(&self, role: Role) -> impl Iterator<Item = &Subject<'d>> {
        self.neighbours.iter().filter(move |it| it.role == role && it.meaning.is_none()).map(|it| &it.subject)
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

    /// The conditions that the resource and what is linked to it leave open, each once, in a fixed order. Those of its
    /// neighbours are left out where there would be too many to answer them all: they bear on one question only.
    pub fn conditions(&self) -> Vec<Arc<Unknown>> {
        let mut own: BTreeMap<Symbol, Arc<Unknown>> = BTreeMap::new();
        self.resource.conditions(&mut own);
        self.related.iter().for_each(|(_, resource)| resource.conditions(&mut own));
        if self.neighbours.is_empty() {
            return own.into_values().collect();
        }
        let mut all = own.clone();
        self.conditions_beside(&mut all);
        let all: Vec<_> = all.into_values().collect();
        let few = all.len() == own.len() || World::all(&all).is_some();
        if few { all } else { own.into_values().collect() }
    }

    fn conditions_beside(&self, found: &mut BTreeMap<Symbol, Arc<Unknown>>) {
        for Neighbour { subject, .. } in &self.neighbours {
            subject.resource.conditions(found);
            subject.related.iter().for_each(|(_, resource)| resource.conditions(found));
            subject.conditions_beside(found);
        }
    }

    /// A condition that the neighbours leave open in the world of this subject, for there are too many.
    pub fn open_beside(&self) -> Option<&Arc<Unknown>> {
        self.open_beside.as_ref()
    }

    /// The subject in a world; `None` where the resource is not there in it.
    pub fn under(&self, world: &World) -> Option<Subject<'d>> {
        if !self.resource.presence.under(world) {
            return None;
        }
        let mut beside = BTreeMap::new();
        self.conditions_beside(&mut beside);
        let open_beside = beside.into_values().find(|condition| world.answer(&condition.symbol).is_none());
        if world.is_empty() {
            return Some(Subject { open_beside, ..self.clone() });
        }
        let there = self.related.iter().filter(|(_, resource)| resource.presence.under(world));
        Some(Subject {
            resource: Cow::Owned(self.resource.under(world)),
            related: there.map(|(role, resource)| (*role, Cow::Owned(resource.under(world)))).collect(),
            serves: self.serves.clone(),
            neighbours: self.neighbours.iter().filter_map(|it| it.under(world)).collect(),
            open_beside,
            called: self.called.clone(),
        })
    }
}

impl<'d> Neighbour<'d> {
    fn under(&self, world: &World) -> Option<Neighbour<'d>> {
        let subject = self.subject.under(world)?;
        Some(Neighbour { role: self.role, meaning: self.meaning.clone(), subject })
    }
}

/// What an expression says by which it means a resource; two that say the same mean the same one.
pub(super) fn meaning(expression: &Value) -> Option<Symbol> {
    if matches!(expression.kind, Kind::Choice(_)) {
        return None;
    }
    let target = expression.origin.target.as_ref();
    let named = target.map(|it| Symbol::input(Arc::clone(&it.address)).part([&*it.attribute]));
    named.or_else(|| Some(expression.to_text()?.symbol()))
}
