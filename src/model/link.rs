//! Sets parts onto the resources that they belong to, and finds what is linked to what.
//!
//! A reference is followed by the resource that it names, else by its text: two texts with the same letters and the same
//! holes mean the same resource, even where nobody knows what they say. What belongs to no declared resource gets a
//! [stand-in](Declared::Elsewhere), so that a policy of a bucket that is made elsewhere is judged all the same.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::deployment::types;
use super::neighbour::every_with_presence;
use super::{Attachment, Declared, Deployment, Presence, Resource, Role, Subject};
use crate::finding::{Problem, ProblemKind};
use crate::source::Span;
use crate::value::{Kind, List, Lookup, Map, Step, Symbol, Truth, Unknown, Value};

/// How far neighbours are followed: from a bucket to the role that replicates it, and to the policies of that.
const HOPS: usize = 2;

/// A deployment with its parts in place and its links made.
#[derive(Debug, Default)]
pub struct Linked {
    /// All resources: the declared ones in order, then stand-ins.
    pub resources: Vec<Resource>,
    pub(super) links: BTreeMap<usize, Vec<(Role, usize)>>,
    /// What a resource means by an expression, with what the expression says.
    pub(super) neighbours: BTreeMap<usize, Vec<(Role, Option<Symbol>, usize)>>,
    /// What belongs to a resource only if an expression that is not known names it.
    pub(super) perhaps: BTreeMap<usize, Vec<(Role, Resource)>>,
    /// What a resource is to others, and where.
    served: Vec<(Role, usize, Presence)>,
    called: HashMap<Arc<str>, Arc<Step>>,
}

impl Linked {
    /// Every resource with what is linked to it, in order.
    pub fn subjects(&self) -> impl Iterator<Item = Subject<'_>> {
        let mut served: BTreeMap<usize, BTreeMap<Role, Presence>> = BTreeMap::new();
        for (role, to, presence) in &self.served {
            let roles = served.entry(*to).or_default();
            let before = roles.get(role).map_or_else(|| presence.clone(), |before| before.or(presence));
            roles.insert(*role, before);
        }
        self.resources.iter().enumerate().map(move |(at, resource)| {
            let called = self.called.get(&resource.address).cloned();
            self.subject(at, resource, HOPS).serving(served.remove(&at).unwrap_or_default()).called(called)
        })
    }

    /// A resource with what is linked to it, and its neighbours with theirs, so many times over.
    fn subject<'l>(&'l self, at: usize, resource: &'l Resource, hops: usize) -> Subject<'l> {
        let links = self.links.get(&at).into_iter().flatten();
        let related = links.filter_map(|(role, to)| Some((*role, self.resources.get(*to)?)));
        let perhaps = self.perhaps.get(&at).into_iter().flatten();
        let related = related.chain(perhaps.map(|(role, resource)| (*role, resource)));
        let mut subject = Subject::new(resource, related);
        for (role, meaning, to) in self.neighbours.get(&at).into_iter().flatten().filter(|_| hops > 0) {
            if let Some(neighbour) = self.resources.get(*to) {
                subject = subject.beside(*role, meaning.as_ref(), self.subject(*to, neighbour, hops - 1));
            }
        }
        subject
    }
}

/// Puts the parts of a deployment in place and links its resources. Nothing is dropped: what cannot be linked becomes a
/// problem, and is judged on its own.
pub fn link(deployment: Deployment) -> (Linked, Vec<Problem>) {
    let mut linker = Linker::new(deployment.resources, deployment.shared);
    for attachment in deployment.attachments {
        linker.attach(attachment);
    }
    linker.attach_access_point_policies();
    linker.settle_open_parts();
    linker.link_policies();
    linker.settle_open_policies();
    linker.link_access_points();
    linker.link_account_block();
    for at in 0..linker.linked.resources.len() {
        linker.link_properties(at);
        linker.link_neighbours(at);
    }
    linker.linked.called = deployment.called;
    (linker.linked, linker.problems)
}

pub(super) struct Linker {
    pub(super) linked: Linked,
    /// Parts whose owner is not known, and policies.
    pub(super) open_parts: Vec<Attachment>,
    pub(super) open_policies: Vec<usize>,
    problems: Vec<Problem>,
    shared: BTreeSet<Arc<str>>,
    /// By type and address.
    by_address: HashMap<(Arc<str>, Arc<str>), usize>,
    /// By type and symbol of a name; `None` where two resources have the name.
    by_name: HashMap<(Arc<str>, Symbol), Option<usize>>,
}

impl Linker {
    fn new(resources: Vec<Resource>, shared: BTreeSet<Arc<str>>) -> Self {
        let mut linker = Linker {
            linked: Linked::default(),
            open_parts: Vec::new(),
            open_policies: Vec::new(),
            problems: Vec::new(),
            shared,
            by_address: HashMap::new(),
            by_name: HashMap::new(),
        };
        for resource in resources {
            linker.add(resource);
        }
        linker
    }

    fn add(&mut self, resource: Resource) -> usize {
        let at = self.linked.resources.len();
        let key = (Arc::clone(&resource.type_name), Arc::clone(&resource.address));
        if let Some(first) = self.by_address.get(&key).and_then(|first| self.linked.resources.get(*first)) {
            let message = format!("`{}` is declared twice", resource.address);
            self.problems.push(
                Problem::at(ProblemKind::Invalid, resource.header, message)
                    .help(format!("both declarations are judged; rename or remove one ({})", describe(first))),
            );
        } else if !self.shared.contains(&resource.address) {
            self.by_address.insert(key, at);
        }
        for name in &resource.names {
            let key = (Arc::clone(&resource.type_name), name.symbol());
            self.by_name.entry(key).and_modify(|found| *found = found.filter(|other| *other == at)).or_insert(Some(at));
        }
        self.linked.resources.push(resource);
        at
    }

    /// The resource of a type that an expression means.
    fn of_type(&self, type_name: &str, owner: &Value) -> Option<usize> {
        let type_name: Arc<str> = type_name.into();
        if let Some(target) = &owner.origin.target
            && let Some(at) = self.by_address.get(&(Arc::clone(&type_name), Arc::clone(&target.address)))
        {
            return Some(*at);
        }
        *self.by_name.get(&(type_name, owner.to_text()?.symbol()))?
    }

    /// The resource that an expression means, of a type or of one that stands where that is expected.
    pub(super) fn resolve(&self, type_name: &str, owner: &Value) -> Option<usize> {
        self.of_type(type_name, owner).or_else(|| match type_name {
            types::BUCKET => self.of_type(types::DIRECTORY_BUCKET, owner),
            types::KEY => self.of_type(types::REPLICA_KEY, owner),
            _ => None,
        })
    }

    pub(super) fn attach(&mut self, part: Attachment) {
        if let Some(branches) = self.branches(&part) {
            return branches.into_iter().for_each(|branch| self.attach(branch));
        }
        if self.is_open(part.owner_type, &part.owner) {
            self.open_parts.push(part.clone());
        }
        let at = self.owner(part.owner_type, &part.owner, &Part::of(&part));
        let Some(resource) = self.linked.resources.get_mut(at) else { return };
        let before = resource.properties.get(&part.property).cloned();
        let (value, conflict) = merge(before, part.value.clone(), &part.presence, &part.property, part.header);
        if !conflict {
            resource.properties.insert(part.property, part.header, value);
            return;
        }
        let message = format!("`{}` sets {} of `{}` a second time", part.address, part.property, resource.address);
        let problem = Problem::at(ProblemKind::Invalid, part.header, message);
        self.problems.push(problem.help("S3 keeps one of the two: which one depends on the order of the calls"));
        if resource.declared == Declared::Elsewhere {
            // Nothing else is known of the resource, so either part is judged as the one that is kept.
            let (value, _) = merge(None, part.value.clone(), &part.presence, &part.property, part.header);
            let mut other = Resource { names: Vec::new(), ..stand_in(part.owner_type, &part.owner, &Part::of(&part)) };
            other.properties.insert(part.property, part.header, value);
            self.add(other);
        } else {
            resource.properties.insert(part.property, part.header, value);
        }
    }

    /// The resource that a part belongs to; a stand-in where the code does not declare it.
    fn owner(&mut self, type_name: &str, owner: &Value, part: &Part) -> usize {
        if let Some(at) = self.resolve(type_name, owner) {
            return at;
        }
        if let Some(target) = &owner.origin.target {
            let message = format!("`{}` belongs to `{}`, which is not declared here", part.address, target.address);
            self.problems.push(
                Problem::at(ProblemKind::Link, owner.span(), message)
                    .help("it is judged on its own; what the missing declaration says is not known"),
            );
        }
        self.add(stand_in(type_name, owner, part))
    }

    fn link_policies(&mut self) {
        for at in 0..self.linked.resources.len() {
            let Some(policy) = self.linked.resources.get(at).filter(|it| *it.type_name == *types::BUCKET_POLICY) else {
                continue;
            };
            let part = Part::of_resource(policy);
            let bucket = policy.value("Bucket");
            if self.is_open(types::BUCKET, &bucket) {
                self.open_policies.push(at);
            }
            let bucket = self.owner(types::BUCKET, &bucket, &part);
            self.connect(bucket, Role::Policy, at);
        }
    }

    fn link_account_block(&mut self) {
        let all = self.linked.resources.iter().enumerate();
        let (mut blocks, mut buckets) = (Vec::new(), Vec::new());
        for (at, resource) in all {
            match &*resource.type_name {
                types::ACCOUNT_PUBLIC_ACCESS_BLOCK => blocks.push(at),
                types::BUCKET => buckets.push(at),
                _ => {}
            }
        }
        for bucket in buckets {
            blocks.iter().for_each(|block| self.connect(bucket, Role::AccountPublicAccessBlock, *block));
        }
    }

    fn link_properties(&mut self, at: usize) {
        let Some(bucket) = self.linked.resources.get(at).filter(|it| *it.type_name == *types::BUCKET) else { return };
        let mut links = Vec::new();
        let encryption = bucket.property(&["BucketEncryption", "ServerSideEncryptionConfiguration"]);
        for rule in items(encryption) {
            let key = rule.expression(&["ServerSideEncryptionByDefault", "KMSMasterKeyID"]).value();
            links.extend(key.and_then(|key| self.key(key)).map(|to| (Role::Key, to)));
        }
        let destination = ["ReplicationConfiguration", "Rules", "Destination", "Bucket"];
        let target = ["LoggingConfiguration", "DestinationBucketName"];
        let mut served = Vec::new();
        for (role, path) in [(Role::ReplicationDestination, &destination[..]), (Role::LogTarget, &target)] {
            let found = every_with_presence(bucket, path).into_iter();
            let found = found.filter_map(|(to, where_)| Some((role, self.resolve(types::BUCKET, to)?, where_)));
            served.extend(found);
        }
        links.extend(served.iter().map(|(role, to, _)| (*role, *to)));
        links.into_iter().for_each(|(role, to)| self.connect(at, role, to));
        self.linked.served.extend(served);
    }

    /// The key that an expression means, by itself or by its alias.
    pub(super) fn key(&self, key: &Value) -> Option<usize> {
        self.resolve(types::KEY, key).or_else(|| {
            let by_name = || self.of_type(types::KEY_ALIAS, &own_alias(key)?);
            let alias = self.linked.resources.get(self.resolve(types::KEY_ALIAS, key).or_else(by_name)?)?;
            self.resolve(types::KEY, alias.properties.get("TargetKeyId")?)
        })
    }

    pub(super) fn connect(&mut self, from: usize, role: Role, to: usize) {
        let links = self.linked.links.entry(from).or_default();
        if !links.contains(&(role, to)) {
            links.push((role, to));
        }
    }
}

/// The name in the ARN of an alias of the account that the code is deployed to.
fn own_alias(key: &Value) -> Option<Value> {
    let text = key.to_text()?;
    let own = text.holes().any(|hole| hole.symbol.is_input(Symbol::OWN_ACCOUNT));
    let name = text.known_suffix().strip_prefix(":").filter(|name| own && name.starts_with("alias/"))?;
    Some(Value::string(name, key.span()))
}

/// What a stand-in is made from.
struct Part {
    address: Arc<str>,
    source_type: Arc<str>,
    header: Span,
    body: Span,
}

impl Part {
    fn of(part: &Attachment) -> Self {
        Part {
            address: Arc::clone(&part.address),
            source_type: Arc::clone(&part.source_type),
            header: part.header,
            body: part.body,
        }
    }

    fn of_resource(part: &Resource) -> Self {
        Part {
            address: Arc::clone(&part.address),
            source_type: Arc::clone(&part.source_type),
            header: part.header,
            body: part.body,
        }
    }
}

fn stand_in(type_name: &str, owner: &Value, part: &Part) -> Resource {
    let shown = owner.to_text().map_or_else(|| Arc::clone(&part.address), |text| text.display().into());
    let mut properties = Map::default();
    properties.rest =
        Some(Arc::new(Unknown::new(shown, owner.span(), "is not declared here").symbol(elsewhere(&part.address))));
    let names = owner.to_text().into_iter().collect();
    Resource {
        address: Arc::clone(&part.address),
        type_name: type_name.into(),
        source_type: Arc::clone(&part.source_type),
        properties,
        names,
        header: part.header,
        body: part.body,
        presence: Presence::Always,
        declared: Declared::Elsewhere,
    }
}

fn elsewhere(address: &str) -> Symbol {
    Symbol::operation("declared elsewhere", [Symbol::input(address)])
}

/// The value of a property that was `before` and is now set to `value` where `presence` holds, and whether the two are at
/// odds; then the property is unknown.
fn merge(before: Option<Value>, value: Value, presence: &Presence, property: &Arc<str>, at: Span) -> (Value, bool) {
    let before = before.unwrap_or_else(|| Value::null(at));
    let merged = match presence {
        // Several may each add items to the list: policies of a role, inventories of a bucket.
        _ if matches!((&before.kind, &value.kind), (Kind::List(_) | Kind::Set(_) | Kind::Null, Kind::List(_))) => {
            joined(before, value, presence)
        }
        Presence::Always if before.is_null() || before.same(&value) == Truth::True => Some(value),
        Presence::Always => None,
        Presence::When(condition, answer) => fill(before, condition, *answer, value),
    };
    match merged {
        Some(value) => (value, false),
        None => (Value::unknown(Unknown::new(Arc::clone(property), at, "is set more than once"), at), true),
    }
}

/// The items of both lists, those of the second where `presence` holds.
fn joined(before: Value, value: Value, presence: &Presence) -> Option<Value> {
    let Kind::List(more) = value.kind else { return None };
    let (mut all, origin) = match before.kind {
        Kind::List(list) => (list, before.origin),
        // What is attached twice is attached.
        Kind::Set(set) => (List { items: set.items().to_vec(), rest: set.rest }, before.origin),
        _ => (List::default(), value.origin),
    };
    all.items.extend(more.items.into_iter().map(|item| match presence {
        Presence::Always => item,
        Presence::When(condition, answer) => {
            let unset = Value::null(item.span());
            let (when_true, when_false) = if *answer { (item, unset) } else { (unset, item) };
            Value::choice(Arc::clone(condition), when_true, when_false)
        }
    }));
    all.rest = all.rest.or(more.rest);
    Some(Value { kind: Kind::List(all), origin })
}

/// `before` with `value` where `condition` has this `answer`; `None` where something else is already there.
fn fill(before: Value, condition: &Arc<Unknown>, answer: bool, value: Value) -> Option<Value> {
    let (when_true, when_false) = match &before.kind {
        Kind::Null => (before.clone(), before.clone()),
        Kind::Choice(choice) if choice.condition.symbol == condition.symbol => {
            (choice.when_true.clone(), choice.when_false.clone())
        }
        _ => return None,
    };
    let free = if answer { when_true.is_null() } else { when_false.is_null() };
    let (when_true, when_false) = if answer { (value, when_false) } else { (when_true, value) };
    free.then(|| Value::choice(Arc::clone(condition), when_true, when_false))
}

pub(super) fn items(list: Lookup<'_>) -> &[Value] {
    list.value().and_then(Value::as_list).map_or(&[], |list| &list.items)
}

fn describe(resource: &Resource) -> String {
    format!("the other is a {}", resource.source_type)
}
