//! Parts that may belong to a resource: their owner is an expression that the code does not decide.
//!
//! A bucket without an access block is not surely without one where some access block belongs to
//! `module.registry.bucket`, of which nobody knows which bucket it is. Such a part belongs to each resource that it
//! could mean on a condition: that the expression names it. Rules are then judged both ways, like on any condition that
//! the code leaves open.
//!
//! Ordinary code stays as precise as it is: an owner that names a declared resource, or one elsewhere, is no such
//! expression; nor is a resource meant whose name has letters that differ, or one that has this part from elsewhere.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::belonging::{share, shown};
use super::linker::{Linker, OpenTarget, stands_for};
use super::{AccessPoint, Attachment, Declared, Presence, Resource, Role};
use crate::catalogue::types;
use crate::source::Span;
use crate::value::{Atlas, Conditions, Elsewhere, Kind, List, Set, Symbol, Truth, Unknown, Value, World, Worlds};

/// How many resources of one name are held against each other. Past that, each may be meant.
const MAX_ALTERNATIVES: usize = 8;

/// How many owners of parts of one kind are told apart. Past that, nobody knows which part is that of a resource.
const MAX_APART: usize = 3;

/// How many names of which letters are not known are held against what may be one of them. Past that it may be.
const MAX_OPEN_NAMES: usize = 500;

/// How many parts of one kind are held against each resource. Past that, one more may always be meant.
const MAX_PARTS: usize = 20;

impl Linker {
    /// What an expression that names an owner comes to, and where it does: of one of two by a condition each, unless
    /// neither is declared here; of a name that several resources have, none of them beside another, each. An empty
    /// text names nothing.
    pub(super) fn owners(&self, type_name: &str, owner: &Value) -> Vec<(Value, Presence)> {
        match &owner.kind {
            Kind::Choice(choice) if self.names_one(type_name, owner) => {
                let branches = [(&choice.when_true, true), (&choice.when_false, false)].into_iter();
                let set = branches.filter(|(owner, _)| !owner.is_null() && owner.as_str() != Some(""));
                let branch = |(owner, answer)| {
                    let here = Presence::When(Arc::clone(&choice.condition), answer);
                    let owners = self.owners(type_name, owner).into_iter();
                    owners.map(move |(owner, presence)| (owner, here.and(&presence))).collect::<Vec<_>>()
                };
                set.flat_map(branch).collect()
            }
            _ => {
                let each = self.alternatives(type_name, owner).map(|address| owner.clone().naming(address, "id"));
                let each: Vec<_> = each.map(|owner| (owner, Presence::Always)).collect();
                if each.is_empty() { vec![(owner.clone(), Presence::Always)] } else { each }
            }
        }
    }

    /// Where an expression that is the name of a resource may name another one: the first is not there, and letters of
    /// the other's name are not known.
    pub(super) fn names_another(&self, type_name: &str, owner: &Value) -> Option<Presence> {
        let named = if owner.origin.target.is_some() { &[][..] } else { self.of_name(type_name, owner) };
        let [at] = named else { return None };
        let Presence::When(condition, there) = &self.linked.resources.get(*at)?.presence else { return None };
        let mut others = self.linked.resources.iter().enumerate().filter(|(other, _)| other != at).map(|(_, it)| it);
        let is_another = |it: &Resource| may_be_given(it, type_name) && could_mean(owner, it);
        others.any(is_another).then(|| Presence::When(Arc::clone(condition), !there))
    }

    /// The addresses of several resources of one name of which there is never more than one.
    fn alternatives(&self, type_name: &str, owner: &Value) -> impl Iterator<Item = Arc<str>> {
        let named = if owner.origin.target.is_some() { &[][..] } else { self.of_name(type_name, owner) };
        let resources: Vec<_> = named.iter().filter_map(|at| self.linked.resources.get(*at)).collect();
        let are_alternatives = (2..=MAX_ALTERNATIVES).contains(&resources.len()) && exclude_each_other(&resources);
        let addresses = resources.into_iter().map(|it| Arc::clone(&it.address)).collect::<Vec<_>>();
        addresses.into_iter().filter(move |_| are_alternatives)
    }

    /// Whether an expression names a declared resource, in one of its branches where it is a choice.
    fn names_one(&self, type_name: &str, owner: &Value) -> bool {
        match &owner.kind {
            Kind::Choice(choice) => {
                [&choice.when_true, &choice.when_false].into_iter().any(|it| self.names_one(type_name, it))
            }
            _ => self.is_declared(type_name, owner),
        }
    }

    /// Whether an expression means a declared resource, and not what stands in for one because another part means it.
    fn is_declared(&self, type_name: &str, owner: &Value) -> bool {
        let resource = self.resolve(type_name, owner).and_then(|at| self.linked.resources.get(at));
        resource.is_some_and(|it| it.declared == Declared::Here)
    }

    /// Whether nobody knows which resource an expression means.
    pub(super) fn is_open(&self, type_name: &str, owner: &Value) -> bool {
        owner.origin.target.is_none()
            && !self.is_declared(type_name, owner)
            && (self.leaves_it_open(type_name, owner)
                || self.fits_an_open_name(type_name, owner)
                || self.has_crowded_name(type_name, owner))
    }

    /// Whether an expression, where it is said at all, may mean a declared resource, and nobody knows which.
    pub(super) fn may_be_declared(&self, type_name: &str, expression: &Value, said: &Presence) -> bool {
        let may_be = |it: &Resource| may_be_given(it, type_name) && could_mean(expression, it);
        self.is_open(type_name, expression)
            && self.all_of(type_name).any(|(_, it)| may_be(it) && may_be_together(said, &it.presence))
    }

    /// Whether an expression is the name of more resources than are held against each other, of which only one may be
    /// there.
    fn has_crowded_name(&self, type_name: &str, owner: &Value) -> bool {
        let named = self.of_name(type_name, owner);
        let mut resources = named.iter().filter_map(|at| self.linked.resources.get(*at));
        named.len() > MAX_ALTERNATIVES && resources.any(|it| !matches!(it.presence, Presence::Always))
    }

    /// Whether letters may be the name of a resource of whose name some letters are not known.
    fn fits_an_open_name(&self, type_name: &str, owner: &Value) -> bool {
        let Some(letters) = owner.to_text().filter(|text| text.as_str().is_some()) else { return false };
        let mut names = self.open_names.iter().filter(|(of, _)| **of == *type_name).map(|(_, name)| name);
        names.by_ref().take(MAX_OPEN_NAMES).any(|name| letters.same(name) != Truth::False) || names.next().is_some()
    }

    /// Whether an expression may mean anything: a person puts it in, it comes from what is not analysed, or several
    /// conditions decide between resources.
    fn leaves_it_open(&self, type_name: &str, owner: &Value) -> bool {
        match &owner.kind {
            Kind::Unknown(unknown) => {
                let is_elsewhere = unknown.symbol.whole().is_some_and(|whole| self.without_buckets.contains(whole));
                unknown.nature.constant.is_none() && !(is_elsewhere && type_name == types::BUCKET)
            }
            Kind::String(text) => text.holes().any(|hole| hole.nature.constant.is_none()),
            Kind::Choice(choice) => [&choice.when_true, &choice.when_false]
                .into_iter()
                .any(|it| self.is_declared(type_name, it) || self.leaves_it_open(type_name, it)),
            _ => false,
        }
    }

    /// Gives each resource the parts that it may have, wherever it has none of the kind.
    pub(super) fn settle_open_parts(&mut self) {
        let mut kinds: BTreeMap<(&'static str, Arc<str>), Vec<Attachment>> = BTreeMap::new();
        for part in std::mem::take(&mut self.open_parts) {
            kinds.entry((part.owner_type, Arc::clone(&part.property))).or_default().push(part);
        }
        for ((type_name, property), parts) in &kinds {
            let of = [Some(*type_name), stands_for(type_name)];
            for (at, resource) in self.linked.resources.iter_mut().enumerate() {
                if of.iter().flatten().any(|of| may_be_given(resource, of)) && give(parts, resource, property) {
                    let set_by = self.parts.entry((at, Arc::clone(property))).or_default();
                    set_by.extend(possible(parts, resource).map(|part| part.header));
                }
            }
        }
    }

    /// Leaves open what a part would set that is refused, with its owner, in each deployment that has the resource.
    pub(super) fn settle_refused_parts(&mut self) {
        for part in std::mem::take(&mut self.refused_parts) {
            let is_beside =
                |it: &&mut Resource| may_be_given(it, part.owner_type) && it.presence.is_same(&part.presence);
            for resource in self.linked.resources.iter_mut().filter(is_beside) {
                if matches!(resource.properties.get(&part.property).map(|value| &value.kind), None | Some(Kind::Null)) {
                    resource.properties.insert(Arc::clone(&part.property), part.header, part.owner.clone());
                }
            }
        }
    }

    /// The same of a policy.
    pub(super) fn settle_refused_policies(&mut self) {
        let mut found = Vec::new();
        for policy in std::mem::take(&mut self.refused_policies) {
            let mut refused = policy.clone();
            refused.properties.insert("PolicyDocument", policy.header, policy.value("Bucket"));
            let is_beside = |it: &Resource| may_be_given(it, types::BUCKET) && it.presence.is_same(&policy.presence);
            let buckets =
                self.linked.resources.iter().enumerate().filter(|(at, it)| is_beside(it) && !self.has_policy(*at, it));
            found.extend(buckets.map(|(at, _)| (at, (Role::Policy, refused.clone()))));
        }
        self.relate_on_conditions(found);
    }

    /// Whether a bucket has a policy wherever it is there itself.
    fn has_policy(&self, at: usize, bucket: &Resource) -> bool {
        let links = self.linked.links.get(&at).into_iter().flatten().filter(|(role, _)| *role == Role::Policy);
        let mut policies = links.filter_map(|(_, to)| self.linked.resources.get(*to));
        policies.any(|it| matches!(it.presence, Presence::Always) || it.presence.is_same(&bucket.presence))
    }

    /// Gives each bucket that may be without a policy the one that it may have.
    pub(super) fn settle_open_policies(&mut self) {
        let all = std::mem::take(&mut self.open_policies);
        let Some(first) = all.first() else { return };
        let mut found = Vec::new();
        for (at, bucket) in self.linked.resources.iter().enumerate().filter(|(_, it)| may_be_given(it, types::BUCKET)) {
            if self.has_policy(at, bucket) {
                continue;
            }
            let owner = |policy: &Resource| policy.properties.get("Bucket").cloned();
            let may_be = |policy: &&Resource| owner(policy).is_none_or(|owner| could_mean(&owner, bucket));
            let possible: Vec<_> = all.iter().take(MAX_PARTS).filter(may_be).collect();
            let owners: Vec<_> = possible.iter().filter_map(|policy| Some(owner(policy)?.symbol())).collect();
            if all.len() <= MAX_PARTS && owners.len() <= MAX_APART && owners.len() == possible.len() {
                let each = possible.iter().zip(kept(&possible, &owners));
                found.extend(each.map(|(it, kept)| {
                    let policy = given(it, owner(it).as_ref(), bucket, "PolicyDocument");
                    (at, (Role::Policy, Resource { presence: policy.presence.and(&kept), ..policy }))
                }));
            } else if let Some(policy) = possible.first().copied().or(Some(first)) {
                found.push((at, (Role::Policy, with_unknown_policy(policy, "PolicyDocument"))));
            }
        }
        self.relate_on_conditions(found);
    }

    /// Gives each bucket the access points that may lead to it, of which only an expression says where they lead.
    pub(super) fn settle_open_access_points(&mut self, open: &[(usize, Value)]) {
        let access_point = |at: usize| self.linked.resources.get(at).filter(|it| !AccessPoint::of(it).is_closed());
        let all: Vec<_> = open.iter().filter_map(|(at, owner)| Some((access_point(*at)?, owner))).collect();
        let mut found = Vec::new();
        for (at, bucket) in self.linked.resources.iter().enumerate().filter(|(_, it)| may_be_given(it, types::BUCKET)) {
            let possible = all.iter().take(MAX_PARTS).filter(|(_, owner)| could_mean(owner, bucket));
            found.extend(possible.map(|(it, owner)| (at, given(it, Some(owner), bucket, "Policy"))));
            found.extend(all.get(MAX_PARTS).map(|(it, _)| (at, with_unknown_policy(it, "Policy"))));
        }
        self.relate_on_conditions(found.into_iter().map(|(at, it)| (at, (Role::AccessPoint, it))).collect());
    }

    /// Notes that a bucket, or a policy, may be this to another resource, of which only an expression says which it is.
    pub(super) fn open_target(&mut self, role: Role, expression: &Value, presence: &Presence, by: &Arc<str>) {
        let symbol = expression.symbol();
        let is_same = |it: &OpenTarget| it.role == role && it.expression.symbol() == symbol;
        let has_room = self.open_targets.len() <= MAX_PARTS;
        match self.open_targets.iter_mut().find(|it| is_same(it)) {
            Some(known) => known.presence = known.presence.or(presence),
            None if !has_room => {}
            None => self.open_targets.push(OpenTarget {
                role,
                expression: expression.clone(),
                presence: presence.clone(),
                by: Arc::clone(by),
            }),
        }
    }

    /// Gives each bucket and policy the roles that it may have to others. Past the bound, one more expression may mean
    /// any.
    pub(super) fn settle_open_targets(&mut self) {
        for (number, target) in std::mem::take(&mut self.open_targets).into_iter().enumerate() {
            let of = if target.role == Role::PermissionsBoundary { types::MANAGED_POLICY } else { types::BUCKET };
            let meant = self.all_of(of).filter(|(_, it)| number >= MAX_PARTS || could_mean(&target.expression, it));
            let serves = meant.map(|(at, it)| {
                let named = Presence::When(condition(&target.expression, &target.by, it), true);
                (target.role, at, target.presence.and(&named))
            });
            self.linked.served.extend(serves.collect::<Vec<_>>());
        }
    }

    pub(super) fn relate_on_conditions(&mut self, found: Vec<(usize, (Role, Resource))>) {
        for (at, related) in found {
            self.linked.conditional.entry(at).or_default().push(related);
        }
    }
}

/// Whether no world has two of these resources.
fn exclude_each_other(resources: &[&Resource]) -> bool {
    let mut conditions = Conditions::default();
    resources.iter().for_each(|it| it.presence.conditions(&mut conditions));
    let Worlds::All(worlds) = Atlas::default().worlds(&conditions) else { return false };
    let there = |world: &World| resources.iter().filter(|it| it.presence.under(world) != Truth::False).count();
    worlds.iter().all(|world| there(world) <= 1)
}

/// Sets a property of a resource to what these parts may say of it; whether they change it.
fn give(parts: &[Attachment], resource: &mut Resource, property: &Arc<str>) -> bool {
    let before = resource.properties.get(property).cloned();
    let given = match before.as_ref().map(|value| &value.kind) {
        None | Some(Kind::Null) => perhaps(parts, resource),
        Some(Kind::List(List { rest: None, .. }) | Kind::Set(Set { rest: None, .. })) => {
            perhaps_more(parts, resource).map(|more| (more.span(), more))
        }
        Some(Kind::Choice(_)) => {
            perhaps(parts, resource).zip(before).map(|((span, value), before)| (span, or_where_unset(before, &value)))
        }
        Some(_) => None,
    };
    let Some((span, value)) = given else { return false };
    resource.properties.insert(Arc::clone(property), span, value);
    true
}

/// The parts that may mean a resource, as far as they are held against it.
fn possible<'p>(parts: &'p [Attachment], resource: &Resource) -> impl Iterator<Item = &'p Attachment> {
    parts.iter().take(MAX_PARTS).filter(|part| could_mean(&part.owner, resource))
}

/// Whether some world has both.
fn may_be_together(one: &Presence, other: &Presence) -> bool {
    let mut conditions = Conditions::default();
    one.conditions(&mut conditions);
    other.conditions(&mut conditions);
    match Atlas::default().worlds(&conditions) {
        Worlds::All(worlds) => {
            worlds.iter().any(|world| one.under(world) != Truth::False && other.under(world) != Truth::False)
        }
        _ => true,
    }
}

/// The value of a property that these parts may set, and where; `None` where none of them can mean the resource.
fn perhaps(parts: &[Attachment], resource: &Resource) -> Option<(Span, Value)> {
    let possible: Vec<_> = possible(parts, resource).collect();
    let owners: Vec<_> = possible.iter().map(|part| part.owner.symbol()).collect();
    let is_of_same = |part: &&Attachment| share(&part.families, &resource.families);
    if parts.len() > MAX_PARTS || !are_apart(&owners) || possible.iter().any(is_of_same) {
        // Of several that one expression means, or of one made for each element itself, nobody knows which says it.
        let part = possible.first().copied().or(parts.first())?;
        return Some((part.header, Value::new(Kind::Unknown(may_be_set(part, resource)), part.header)));
    }
    let first = possible.first()?;
    let value = possible.iter().rev().fold(Value::null(first.header), |otherwise, part| {
        let value = part.presence.choose(part.value.clone(), otherwise.clone());
        Value::choice(condition(&part.owner, &part.address, resource), value, otherwise)
    });
    Some((first.header, value))
}

/// Whether each of several owners may be another one, and they are few enough to look at each answer.
fn are_apart(owners: &[Symbol]) -> bool {
    owners.len() <= MAX_APART
        && owners.iter().enumerate().all(|(at, owner)| !owners.iter().skip(at + 1).any(|it| it == owner))
}

/// Where each of some policies is the one that S3 keeps of those for one owner: nobody knows which is put last.
fn kept(policies: &[&Resource], owners: &[Symbol]) -> Vec<Presence> {
    let is_last = |it: &Resource, wanted: bool| {
        let reason = "decides which of several policies of one bucket S3 keeps";
        let symbol = Symbol::operation("last", [Symbol::input(Arc::clone(&it.address))]);
        let condition = Unknown::new(format!("{} is put last", it.address), it.header, reason).symbol(symbol);
        Presence::When(Arc::new(condition), wanted)
    };
    let of_same = |at: usize| {
        let own = owners.get(at);
        policies.iter().zip(owners).enumerate().filter(move |(_, (_, owner))| own == Some(owner))
    };
    let each = (0..policies.len()).map(|at| {
        let earlier = of_same(at).take_while(|(other, _)| *other < at).map(|(_, (it, _))| is_last(it, false));
        let own = policies.get(at).filter(|_| of_same(at).any(|(other, _)| other > at)).map(|it| is_last(it, true));
        earlier.chain(own).fold(Presence::Always, |all, it| all.and(&it))
    });
    each.collect()
}

/// A value, and another one wherever it is not set.
fn or_where_unset(value: Value, other: &Value) -> Value {
    match &value.kind {
        Kind::Null => other.clone(),
        Kind::Choice(choice) => {
            let [when_true, when_false] =
                [&choice.when_true, &choice.when_false].map(|branch| or_where_unset(branch.clone(), other));
            let chosen = Value::choice(Arc::clone(&choice.condition), when_true, when_false);
            Value { kind: chosen.kind, origin: value.origin }
        }
        _ => value,
    }
}

/// The list of a property to which these parts may add items; `None` where none of them can mean the resource.
fn perhaps_more(parts: &[Attachment], resource: &Resource) -> Option<Value> {
    let adds = |part: &&Attachment| matches!(part.value.kind, Kind::List(_)) && could_mean(&part.owner, resource);
    let part = parts.iter().find(adds)?;
    let mut value = resource.properties.get(&part.property)?.clone();
    if let Kind::List(List { rest, .. }) | Kind::Set(Set { rest, .. }) = &mut value.kind {
        *rest = Some(may_be_set(part, resource));
    }
    Some(value)
}

pub(super) fn may_be_set(part: &Attachment, resource: &Resource) -> Arc<Unknown> {
    let reason = format!("may be set by `{}`, of which it is not known to what it belongs", part.address);
    let unknown = Unknown::new(Arc::clone(&part.property), part.header, reason);
    Arc::new(unknown.symbol(Symbol::input(Arc::clone(&resource.address)).part([&*part.property])))
}

/// A policy or access point as that of a bucket which it may mean.
fn given(it: &Resource, owner: Option<&Value>, bucket: &Resource, document: &str) -> Resource {
    match owner.filter(|_| !share(&it.families, &bucket.families)) {
        Some(owner) => {
            let condition = Presence::When(condition(owner, &it.address, bucket), true);
            Resource { presence: it.presence.and(&condition), ..it.clone() }
        }
        None => with_unknown_policy(it, document),
    }
}

/// A policy or access point that may be there or not, its document saying anything.
pub(super) fn with_unknown_policy(it: &Resource, document: &str) -> Resource {
    let reason = "may belong to this bucket";
    let unknown = Unknown::new(Arc::clone(&it.address), it.header, reason);
    let unknown = Value::unknown(
        unknown.symbol(Symbol::operation("perhaps", [Symbol::input(Arc::clone(&it.address))])),
        it.header,
    );
    let mut it = it.clone();
    it.properties.insert(document, it.header, unknown);
    it
}

/// That an expression names a resource.
fn condition(owner: &Value, part: &str, resource: &Resource) -> Arc<Unknown> {
    let named = [owner.symbol(), Symbol::input(Arc::clone(&resource.address))];
    let reason = format!("decides whether `{part}` belongs to `{}`", resource.address);
    let question = match shown(owner) {
        Some(owner) => format!("{owner} == {}", resource.address),
        None => format!("{part} belongs to {}", resource.address),
    };
    let unknown = Unknown::new(question, owner.span(), reason);
    Arc::new(unknown.symbol(Symbol::operation("names", named)))
}

/// Whether a resource is of a type, and declared so that what it lacks is surely not in it.
fn may_be_given(resource: &Resource, type_name: &str) -> bool {
    *resource.type_name == *type_name && resource.declared == Declared::Here && resource.properties.rest.is_none()
}

/// Whether an expression names an instance of another block than that of a resource.
fn is_of_another_block(owner: &Value, resource: &Resource) -> bool {
    let block = owner.as_unknown().and_then(|owner| owner.symbol.block_of_one(&["id", "bucket", "arn", "key_id"]));
    let is_in = |block: &Symbol| {
        let ends = resource.address.match_indices('[').filter_map(|(at, _)| resource.address.get(..at));
        ends.into_iter().any(|address| block.is_input(address))
    };
    block.is_some_and(|block| !is_in(block))
}

/// Whether an expression is what a stack exports that is not at hand, and the resource one of another template than
/// that which imports it.
fn is_exported_elsewhere(owner: &Value, resource: &Resource) -> bool {
    let export = owner.as_unknown().filter(|it| it.reason == Elsewhere::Export.into());
    export.is_some_and(|export| export.span.file != resource.header.file)
}

/// Whether an expression may mean a resource, by the letters of its names.
fn could_mean(owner: &Value, resource: &Resource) -> bool {
    match &owner.kind {
        Kind::Choice(choice) => could_mean(&choice.when_true, resource) || could_mean(&choice.when_false, resource),
        _ if is_of_another_block(owner, resource) || is_exported_elsewhere(owner, resource) => false,
        _ => owner.to_text().is_some_and(|owner| resource.names.iter().any(|name| owner.same(name) != Truth::False)),
    }
}
