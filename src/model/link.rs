//! Sets parts onto the resources that they belong to, and finds what is linked to what.
//!
//! A reference is followed by the resource that it names, else by its text: two texts with the same letters and the
//! same holes mean the same resource, even where nobody knows what they say. What belongs to no declared resource gets
//! a [stand-in](Declared::Elsewhere), so that a policy of a bucket that is made elsewhere is judged all the same.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::belonging::Belonging;
use super::family::Family;
use super::linker::{Linked, Linker, stands_for};
use super::merge::{either, merge};
use super::neighbour::every_with_presence;
use super::open_owner::{may_be_set, with_unknown_policy};
use super::too_long;
use super::{Attachment, Declared, Deployment, Presence, Resource, Role};
use crate::catalogue::types;
use crate::finding::{Problem, ProblemKind};
use crate::source::Span;
use crate::value::{Elsewhere, Kind, Lookup, Map, Symbol, Truth, Unknown, Value};

/// Puts the parts of a deployment in place and links its resources. Nothing is dropped: what cannot be linked becomes a
/// problem, and is judged on its own.
pub fn link(mut deployment: Deployment) -> (Linked, Vec<Problem>) {
    let refused = too_long::refuse(&mut deployment);
    let mut linker = Linker::new(deployment.resources, deployment.shared);
    linker.problems.extend(refused);
    linker.without_buckets = linker.without_buckets(&deployment.handed);
    for attachment in deployment.attachments {
        linker.attach(attachment);
    }
    linker.attach_access_point_policies();
    linker.settle_open_parts();
    linker.settle_refused_parts();
    linker.link_policies();
    linker.settle_open_policies();
    linker.settle_refused_policies();
    linker.link_access_points();
    linker.link_account_block();
    linker.link_organization_policies();
    linker.note_switched_off(&deployment.switched_off);
    for at in 0..linker.linked.resources.len() {
        linker.link_properties(at);
        linker.link_neighbours(at);
    }
    linker.settle_open_targets();
    linker.settle_handed(&deployment.handed);
    linker.settle_made_elsewhere();
    linker.settle_switched_off(&deployment.switched_off);
    linker.settle_own_resources();
    deployment.order.iter().for_each(|order| linker.settle_order(order));
    linker.linked.called = deployment.called;
    (linker.linked, linker.problems)
}

impl Linker {
    fn new(resources: Vec<Resource>, shared: BTreeSet<Arc<str>>) -> Self {
        let mut linker = Linker {
            linked: Linked::default(),
            open_parts: Vec::new(),
            open_policies: Vec::new(),
            refused_parts: Vec::new(),
            refused_policies: Vec::new(),
            open_names: Vec::new(),
            open_targets: Vec::new(),
            parts: HashMap::new(),
            without_buckets: HashSet::new(),
            switched_off: HashSet::new(),
            problems: Vec::new(),
            shared,
            by_address: HashMap::new(),
            by_type: HashMap::new(),
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
        self.by_type.entry(Arc::clone(&resource.type_name)).or_default().push(at);
        for name in &resource.names {
            let key = (Arc::clone(&resource.type_name), name.symbol());
            if name.holes().any(|hole| hole.nature.constant.is_none()) && resource.declared == Declared::Here {
                self.open_names.push((Arc::clone(&resource.type_name), name.clone()));
            }
            let named = self.by_name.entry(key).or_default();
            if !named.contains(&at) {
                named.push(at);
            }
        }
        self.linked.resources.push(resource);
        at
    }

    /// All resources of a type.
    pub(super) fn all_of(&self, type_name: &str) -> impl Iterator<Item = (usize, &Resource)> {
        let all = self.by_type.get(type_name).map_or(&[][..], Vec::as_slice);
        all.iter().filter_map(|at| Some((*at, self.linked.resources.get(*at)?)))
    }

    /// The resource of a type that an expression means.
    fn of_type(&self, type_name: &str, owner: &Value) -> Option<usize> {
        let type_name: Arc<str> = type_name.into();
        if let Some(target) = &owner.origin.target
            && let Some(at) = self.by_address.get(&(Arc::clone(&type_name), Arc::clone(&target.address)))
        {
            return Some(*at);
        }
        match self.of_name(&type_name, owner) {
            [one] => Some(*one),
            _ => None,
        }
    }

    /// The resources of a type that have the name that an expression says.
    pub(super) fn of_name(&self, type_name: &str, owner: &Value) -> &[usize] {
        let key = owner.to_text().map(|name| (Arc::from(type_name), name.symbol()));
        key.and_then(|key| self.by_name.get(&key)).map_or(&[], Vec::as_slice)
    }

    /// The resource that an expression means, of a type or of one that stands where that is expected.
    pub(super) fn resolve(&self, type_name: &str, owner: &Value) -> Option<usize> {
        self.of_type(type_name, owner).or_else(|| self.of_type(stands_for(type_name)?, owner))
    }

    pub(super) fn attach(&mut self, part: Attachment) {
        for (owner, presence) in self.owners(part.owner_type, &part.owner) {
            let presence = part.presence.and(&presence);
            self.attach_one(Attachment { owner, presence, ..part.clone() });
        }
    }

    fn attach_one(&mut self, part: Attachment) {
        if belongs_to_nothing(&part.presence, &part.owner) {
            return self.refused_parts.push(part);
        }
        if self.is_open(part.owner_type, &part.owner) {
            self.open_parts.push(part.clone());
        } else if let Some(there) = self.names_another(part.owner_type, &part.owner) {
            self.open_parts.push(Attachment { presence: part.presence.and(&there), ..part.clone() });
        }
        let (at, belonging) = self.owner(part.owner_type, &part.owner, &Part::of(&part), &part.presence);
        self.parts.entry((at, Arc::clone(&part.property))).or_default().push(part.header);
        let Some(resource) = self.linked.resources.get_mut(at) else { return };
        if is_never_made(&part.presence, &part.value, resource) {
            return;
        }
        let before = resource.properties.get(&part.property).cloned();
        let value = match belonging.says_of_it(&part.value, &part.families, resource) {
            true => part.value.clone(),
            false => Value::new(Kind::Unknown(may_be_set(&part, resource)), part.header),
        };
        let presence = part.presence.and(&belonging.presence);
        let (value, conflict) = merge(before.clone(), value, &presence, &part);
        if !conflict || !matches!(belonging.presence, Presence::Always) {
            resource.properties.insert(part.property, part.header, value);
            return;
        }
        let message = format!("`{}` sets {} of `{}` a second time", part.address, part.property, resource.address);
        let problem = Problem::at(ProblemKind::Invalid, part.header, message);
        self.problems.push(problem.help("S3 keeps one of the two: which one depends on the order of the calls"));
        if resource.declared == Declared::Elsewhere {
            // Nothing else is known of the resource, so either part is judged as the one that is kept.
            let before = before.unwrap_or_else(|| Value::null(part.header));
            let [first, second] = either(&before, &part.value, &part.presence);
            resource.properties.change(&part.property, |value| *value = first);
            let mut other = Resource { names: Vec::new(), ..stand_in(part.owner_type, &part.owner, &Part::of(&part)) };
            other.properties.insert(part.property, part.header, second);
            self.add(other);
        } else {
            resource.properties.insert(part.property, part.header, value);
        }
    }

    /// The resource that a part belongs to, and for which of its members; a stand-in where the code does not declare
    /// it, which is there where the expression says this.
    fn owner(&mut self, type_name: &str, owner: &Value, part: &Part, presence: &Presence) -> (usize, Belonging) {
        if let Some(at) = self.resolve(type_name, owner)
            && let Some(belonging) = self.belonging(at, owner, &part.address, &part.families)
        {
            return (at, belonging);
        }
        if let Some(target) = &owner.origin.target {
            let message = format!("`{}` belongs to `{}`, which is not declared here", part.address, target.address);
            self.problems.push(
                Problem::at(ProblemKind::Link, owner.span(), message)
                    .help("it is judged on its own; what the missing declaration says is not known"),
            );
        }
        let stand_in = Resource { presence: presence.clone(), ..stand_in(type_name, owner, part) };
        (self.add(stand_in), Belonging::ALWAYS)
    }

    /// Whether and where something named `name` that is made for each of `families` belongs to a resource that its
    /// expression means; `None` where the expression surely means another member.
    pub(super) fn belonging(
        &self,
        at: usize,
        expression: &Value,
        name: &str,
        families: &[Family],
    ) -> Option<Belonging> {
        let resource = self.linked.resources.get(at)?;
        match &expression.origin.target {
            Some(target) if target.address == resource.address => {
                Belonging::of(name, families, target, resource, expression.span())
            }
            _ => Some(Belonging::ALWAYS),
        }
    }

    fn link_policies(&mut self) {
        for at in 0..self.linked.resources.len() {
            let Some(policy) = self.linked.resources.get(at).filter(|it| *it.type_name == *types::BUCKET_POLICY) else {
                continue;
            };
            let policy = policy.clone();
            if belongs_to_nothing(&policy.presence, &policy.value("Bucket")) {
                self.refused_policies.push(policy);
                continue;
            }
            for (bucket, presence) in self.owners(types::BUCKET, &policy.value("Bucket")) {
                let is_open = self.is_open(types::BUCKET, &bucket).then_some(Presence::Always);
                if let Some(there) = is_open.or_else(|| self.names_another(types::BUCKET, &bucket)) {
                    let presence = policy.presence.and(&presence).and(&there);
                    let mut open = Resource { presence, ..policy.clone() };
                    open.properties.insert("Bucket", bucket.span(), bucket.clone());
                    self.open_policies.push(open);
                }
                let presence = &presence;
                let (owner, mut belonging) = self.owner(types::BUCKET, &bucket, &Part::of_resource(&policy), presence);
                belonging.presence = belonging.presence.and(presence);
                let made = self.linked.resources.get(owner).zip(policy.properties.get("PolicyDocument"));
                if made.is_some_and(|(owner, document)| is_never_made(&policy.presence, document, owner)) {
                    continue;
                }
                self.relate_where(owner, Role::Policy, at, &belonging);
            }
        }
    }

    /// Links a resource with another one that means it by an expression, for those of its members that this means.
    pub(super) fn relate(&mut self, to: usize, role: Role, from: usize, expression: &Value) {
        let Some(it) = self.linked.resources.get(from) else { return };
        if let Some(belonging) = self.belonging(to, expression, &it.address, &it.families) {
            self.relate_where(to, role, from, &belonging);
        }
    }

    fn relate_where(&mut self, to: usize, role: Role, from: usize, belonging: &Belonging) {
        if matches!(belonging.presence, Presence::Always) {
            return self.connect(to, role, from);
        }
        let (Some(it), Some(owner)) = (self.linked.resources.get(from), self.linked.resources.get(to)) else { return };
        let document = if role == Role::AccessPoint { "Policy" } else { "PolicyDocument" };
        let is_said_of_it = belonging.says_of_it(&it.value(document), &it.families, owner);
        let it = if is_said_of_it { it.clone() } else { with_unknown_policy(it, document) };
        let presence = it.presence.and(&belonging.presence);
        self.linked.conditional.entry(to).or_default().push((role, Resource { presence, ..it }));
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
            blocks.iter().for_each(|block| self.link_block(bucket, *block));
        }
    }

    /// Links a bucket with an account's block, where that is the account of the bucket.
    fn link_block(&mut self, bucket: usize, block: usize) {
        let (Some(of), Some(it)) = (self.linked.resources.get(bucket), self.linked.resources.get(block)) else {
            return;
        };
        let (own, other) = (of.account(), it.account());
        match own.same(&other) {
            Truth::True => self.connect(bucket, Role::AccountPublicAccessBlock, block),
            Truth::False => {}
            Truth::Unknown => {
                let shown = format!("account of {} == account of {}", of.address, it.address);
                let reason = "decides whether the block is that of the bucket's account";
                let same = Symbol::of_any_order("==", [own.symbol(), other.symbol()]);
                let same = Unknown::new(shown, it.header, reason).symbol(same);
                let presence = Presence::When(Arc::new(same), true);
                let belonging = Belonging { presence, is_of_same_member: true };
                self.relate_where(bucket, Role::AccountPublicAccessBlock, block, &belonging);
            }
        }
    }

    fn link_properties(&mut self, at: usize) {
        let Some(bucket) = self.linked.resources.get(at).filter(|it| *it.type_name == *types::BUCKET) else { return };
        let mut links = Vec::new();
        let encryption = bucket.property(&["BucketEncryption", "ServerSideEncryptionConfiguration"]);
        for rule in items(encryption) {
            let key = rule.expression(&["ServerSideEncryptionByDefault", "KMSMasterKeyID"]).value();
            links.extend(key.and_then(|key| Some((Role::Key, self.key(key)?, key.clone()))));
        }
        let destination = ["ReplicationConfiguration", "Rules", "Destination", "Bucket"];
        let target = ["LoggingConfiguration", "DestinationBucketName"];
        let (mut served, mut open) = (Vec::new(), Vec::new());
        let address = Arc::clone(&bucket.address);
        for (role, path) in [(Role::ReplicationDestination, &destination[..]), (Role::LogTarget, &target)] {
            for (expression, presence) in every_with_presence(bucket, path) {
                for (expression, here) in self.owners(types::BUCKET, expression) {
                    let presence = presence.and(&here);
                    let to = self.resolve(types::BUCKET, &expression);
                    // What stands in for a bucket of that name is not all that it may be, nor is one that is not
                    // there where another one has the name.
                    let is_open = self.is_open(types::BUCKET, &expression).then_some(Presence::Always);
                    if let Some(there) = is_open.or_else(|| self.names_another(types::BUCKET, &expression)) {
                        open.push((role, expression.clone(), presence.and(&there)));
                    }
                    let Some(to) = to else { continue };
                    if let Some(belonging) = self.belonging(to, &expression, &bucket.address, &bucket.families) {
                        served.push((role, to, presence.and(&belonging.presence)));
                    }
                    links.push((role, to, expression));
                }
            }
        }
        links.into_iter().for_each(|(role, to, expression)| self.point(at, role, to, &expression));
        self.linked.served.extend(served);
        open.iter().for_each(|(role, target, presence)| self.open_target(*role, target, presence, &address));
    }

    /// Links a resource to another one that it means by an expression, unless that is a member of a family of which it
    /// is another member itself: what is said of both in the same terms is not the same.
    fn point(&mut self, from: usize, role: Role, to: usize, expression: &Value) {
        let Some(it) = self.linked.resources.get(from) else { return };
        let belonging = self.belonging(to, expression, &it.address, &it.families);
        if belonging.is_some_and(|belonging| belonging.is_of_same_member) {
            self.connect(from, role, to);
        }
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
    families: Vec<Family>,
    header: Span,
    body: Span,
}

impl Part {
    fn of(part: &Attachment) -> Self {
        Part {
            address: Arc::clone(&part.address),
            source_type: Arc::clone(&part.source_type),
            families: part.families.clone(),
            header: part.header,
            body: part.body,
        }
    }

    fn of_resource(part: &Resource) -> Self {
        Part {
            address: Arc::clone(&part.address),
            source_type: Arc::clone(&part.source_type),
            families: part.families.clone(),
            header: part.header,
            body: part.body,
        }
    }
}

fn stand_in(type_name: &str, owner: &Value, part: &Part) -> Resource {
    let shown = owner.to_text().map_or_else(|| Arc::clone(&part.address), |text| text.display().into());
    let mut properties = Map::default();
    properties.rest =
        Some(Arc::new(Unknown::new(shown, owner.span(), Elsewhere::Here).symbol(elsewhere(&part.address))));
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
        families: part.families.clone(),
        declared: Declared::Elsewhere,
    }
}

fn elsewhere(address: &str) -> Symbol {
    Symbol::operation("declared elsewhere", [Symbol::input(address)])
}

pub(super) fn items(list: Lookup<'_>) -> &[Value] {
    list.value().and_then(Value::as_list).map_or(&[], |list| &list.items)
}

fn describe(resource: &Resource) -> String {
    format!("the other is a {}", resource.source_type)
}

/// Whether something is made on a condition, and what it belongs to is refused wherever that holds.
fn belongs_to_nothing(presence: &Presence, owner: &Value) -> bool {
    presence.condition().is_some() && owner.error().is_some()
}

/// Whether what is made on a condition is refused in each deployment in which that holds, and its owner is there in
/// others too. An owner that is not may be there on the same condition: then what the part says is not known.
fn is_never_made(presence: &Presence, value: &Value, owner: &Resource) -> bool {
    presence.condition().is_some() && owner.presence.condition().is_none() && value.error().is_some()
}
