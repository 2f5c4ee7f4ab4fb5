//! One resource under judgement, with everything that is linked to it.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use super::bearing::{Bearing, conditions_of_other};
use super::{AccessPoint, BlocksFirst, Presence, Resource, Role, read_policy};
use crate::catalogue::{judged_type, types};
use crate::iam::Policy;
use crate::value::{Conditions, Kind, Lookup, Step, Symbol, Truth, Unknown, Value, World};

/// A resource that another one means by an expression, or that means the other one, with what is linked to it.
#[derive(Clone, Debug)]
struct Neighbour<'d> {
    role: Role,
    /// What the expression says, by [`reference()`]; nothing where the other resource means this one.
    reference: Option<Symbol>,
    subject: Arc<Subject<'d>>,
}

/// A resource with what is linked to it. In a [world](World) it holds no choice on a condition that the world answers.
#[derive(Clone, Debug)]
pub struct Subject<'d> {
    /// The resource under judgement.
    pub resource: Cow<'d, Resource>,
    related: Vec<(Role, Cow<'d, Resource>)>,
    serves: BTreeMap<Role, Presence>,
    neighbours: Vec<Neighbour<'d>>,
    /// What it means by expressions and is not there: it is switched off, or is in other worlds alone.
    gone: Vec<(Role, Symbol)>,
    /// Its policies, once they were read.
    policies: OnceLock<Vec<Arc<Policy>>>,
    /// What may mean something that is declared.
    perhaps: Vec<(Role, Symbol)>,
    /// Where the module of the resource is called, the nearest call first.
    pub called: Option<Arc<Step>>,
    /// What switches the policy of a bucket off that is declared.
    pub without_policy: Option<Arc<Step>>,
    /// Whether the blocks that bear on a bucket come before what they would reject.
    pub blocks_first: BlocksFirst,
}

impl<'d> Subject<'d> {
    /// A resource with what is linked to it.
    pub fn new(resource: &'d Resource, related: impl IntoIterator<Item = (Role, &'d Resource)>) -> Self {
        let related = related.into_iter().map(|(role, resource)| (role, Cow::Borrowed(resource))).collect();
        Subject {
            resource: Cow::Borrowed(resource),
            related,
            serves: BTreeMap::new(),
            neighbours: Vec::new(),
            gone: Vec::new(),
            policies: OnceLock::new(),
            perhaps: Vec::new(),
            called: None,
            without_policy: None,
            blocks_first: BlocksFirst::default(),
        }
    }

    /// The same subject, being this to some other resource, wherever that is there.
    pub fn serving(mut self, roles: BTreeMap<Role, Presence>) -> Self {
        self.serves = roles;
        self
    }

    /// The same subject, its module being called there.
    pub fn called(mut self, called: Option<Arc<Step>>) -> Self {
        self.called = called;
        self
    }

    /// The same subject with another one that an expression of it means, or that means it.
    pub(super) fn with_neighbour(mut self, role: Role, reference: Option<&Symbol>, subject: Arc<Subject<'d>>) -> Self {
        self.neighbours.push(Neighbour { role, reference: reference.cloned(), subject });
        self
    }

    /// The resource that an expression of this one means, with what is linked to it; `None` where the code does not
    /// declare it.
    pub fn neighbour(&self, role: Role, expression: &Value) -> Option<&Subject<'d>> {
        let reference = reference(expression)?;
        let found = self.neighbours.iter().find(|it| it.role == role && it.reference.as_ref() == Some(&reference));
        found.map(|neighbour| &*neighbour.subject)
    }

    /// Whether an expression of this one means a resource that is declared and not there.
    pub fn is_gone(&self, role: Role, expression: &Value) -> bool {
        reference(expression).is_some_and(|reference| self.gone.contains(&(role, reference)))
    }

    /// The same subject, meaning something that is declared and not there by an expression of it.
    pub(super) fn missing(mut self, gone: &[(Role, Symbol)]) -> Self {
        self.gone.extend_from_slice(gone);
        self
    }

    /// What keeps it open whether an expression of this one means a resource that is declared; `None` where it surely
    /// does or does not.
    pub fn may_mean(&self, role: Role, expression: &Value) -> Option<Arc<Unknown>> {
        reference(expression).filter(|reference| self.perhaps.contains(&(role, reference.clone())))?;
        let of_name = || {
            let shown = expression.to_text().map(|text| text.display()).unwrap_or_default();
            Arc::new(Unknown::new(shown, expression.span(), "may be a name here of which letters are not known"))
        };
        Some(expression.first_unknown().map_or_else(of_name, Arc::clone))
    }

    /// The same subject, perhaps meaning something that is declared by an expression of it.
    pub(super) fn perhaps(mut self, perhaps: &[(Role, Symbol)]) -> Self {
        self.perhaps.extend_from_slice(perhaps);
        self
    }

    /// The resources that mean this one by an expression of theirs, with what is linked to them.
    pub fn meant_by(&self, role: Role) -> impl Iterator<Item = &Subject<'d>> {
        self.neighbours.iter().filter(move |it| it.role == role && it.reference.is_none()).map(|it| &*it.subject)
    }

    /// Where the resource is this to some other resource: a log target, a replication destination; `None` where it is
    /// not.
    pub fn serves(&self, role: Role) -> Option<&Presence> {
        self.serves.get(&role)
    }

    /// The linked resources of a role, in order of declaration.
    pub fn related(&self, role: Role) -> impl Iterator<Item = &Resource> {
        self.related.iter().filter(move |(of, _)| *of == role).map(|(_, resource)| resource.as_ref())
    }

    /// The resource policies that are attached to it, each with where it stands: of an access point or a key its own;
    /// of a bucket those that are linked. S3 keeps one for a bucket, so more than one is a fault of the code.
    pub fn policies(&self) -> Vec<(&Resource, Lookup<'_>)> {
        match judged_type(&self.resource.type_name) {
            types::KEY => vec![(&self.resource, self.resource.property(&["KeyPolicy"]))],
            types::ACCESS_POINT | types::MULTI_REGION_ACCESS_POINT => {
                vec![(&self.resource, AccessPoint::of(&self.resource).policy())]
            }
            _ => self.related(Role::Policy).map(|policy| (policy, policy.property(&["PolicyDocument"]))).collect(),
        }
    }

    /// The same, each with what it says, which is read once.
    pub fn read_policies(&self) -> impl Iterator<Item = (&Resource, Lookup<'_>, Arc<Policy>)> {
        let all = self.policies();
        let read = |(resource, document): &(&Resource, Lookup<'_>)| Arc::new(read_policy(resource, *document));
        let read = self.policies.get_or_init(|| all.iter().map(read).collect());
        all.into_iter().zip(read).map(|((resource, document), policy)| (resource, document, Arc::clone(policy)))
    }

    /// All linked resources with their roles.
    pub fn all_related(&self) -> impl Iterator<Item = (Role, &Resource)> {
        self.related.iter().map(|(role, resource)| (*role, resource.as_ref()))
    }

    /// The open conditions that bear on an answer.
    pub fn conditions(&self, bearing: &Bearing) -> Conditions {
        let mut found = Conditions::default();
        bearing.conditions(&self.resource, &mut found);
        let related = self.related.iter().filter(|(role, _)| bearing.related.contains(role));
        related.for_each(|(_, resource)| conditions_of_other(resource, &mut found));
        let serves = self.serves.iter().filter(|(role, _)| bearing.serves.contains(role));
        serves.for_each(|(_, presence)| presence.conditions(&mut found));
        if bearing.neighbours {
            self.conditions_of_neighbours(&mut found);
        }
        found
    }

    fn conditions_of_neighbours(&self, found: &mut Conditions) {
        for Neighbour { subject, .. } in &self.neighbours {
            conditions_of_other(&subject.resource, found);
            let policies = subject.related.iter().filter(|(role, _)| *role == Role::Policy);
            policies.for_each(|(_, resource)| conditions_of_other(resource, found));
            subject.conditions_of_neighbours(found);
        }
    }

    /// The subject in a world; `None` where the resource is not there. What a world leaves open of the resources around
    /// it stays open.
    ///
    /// # Errors
    ///
    /// The condition on which the resource is there, where the world leaves that open.
    pub fn under(&self, world: &World) -> Result<Option<Subject<'d>>, Arc<Unknown>> {
        match (self.resource.presence.under(world), self.resource.presence.condition()) {
            (Truth::Unknown, Some(condition)) => Err(Arc::clone(condition)),
            _ => Ok(self.in_world(world)),
        }
    }

    fn in_world(&self, world: &World) -> Option<Subject<'d>> {
        let related = self.related.iter().filter_map(|(role, resource)| Some((*role, under(resource, world)?)));
        let serves = self.serves.iter().filter_map(|(role, presence)| Some((*role, presence.in_world(world)?)));
        let (mut neighbours, mut gone) = (Vec::new(), self.gone.clone());
        for it in &self.neighbours {
            match (it.under(world), &it.reference) {
                (Some(neighbour), _) => neighbours.push(neighbour),
                (None, Some(reference)) => gone.push((it.role, reference.clone())),
                (None, None) => {}
            }
        }
        Some(Subject {
            resource: under(&self.resource, world)?,
            related: related.collect(),
            serves: serves.collect(),
            neighbours,
            gone,
            policies: OnceLock::new(),
            perhaps: self.perhaps.clone(),
            called: self.called.clone(),
            without_policy: self.without_policy.clone(),
            blocks_first: self.blocks_first,
        })
    }
}

/// A resource in a world; one that is the same in every world is not copied.
fn under<'d>(resource: &Cow<'d, Resource>, world: &World) -> Option<Cow<'d, Resource>> {
    if world.is_empty() && resource.presence.condition().is_none() {
        return Some(resource.clone());
    }
    resource.under(world).map(Cow::Owned)
}

impl<'d> Neighbour<'d> {
    fn under(&self, world: &World) -> Option<Neighbour<'d>> {
        let subject = Arc::new(self.subject.in_world(world)?);
        Some(Neighbour { role: self.role, reference: self.reference.clone(), subject })
    }
}

/// What an expression says by which it means a resource; two that say the same mean the same one.
pub(super) fn reference(expression: &Value) -> Option<Symbol> {
    if matches!(expression.kind, Kind::Choice(_)) {
        return None;
    }
    let target = expression.origin.target.as_ref();
    let named = target.map(|it| {
        let attribute = Symbol::input(Arc::clone(&it.address)).part([&*it.attribute]);
        Symbol::operation("of member", [attribute].into_iter().chain(it.members.iter().map(Value::symbol)))
    });
    named.or_else(|| Some(expression.to_text()?.symbol()))
}
