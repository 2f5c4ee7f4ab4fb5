//! What is linked so far, and what linking still has to settle.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::{Attachment, BlocksFirst, Presence, Resource, Role, Subject};
use crate::catalogue::types;
use crate::finding::Problem;
use crate::source::Span;
use crate::value::{Step, Symbol, Text, Value};

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
    /// What a resource means by an expression that is switched off.
    pub(super) gone: BTreeMap<usize, Vec<(Role, Symbol)>>,
    /// What may mean a declared resource: an expression of which nobody knows what it says.
    pub(super) perhaps: BTreeMap<usize, Vec<(Role, Symbol)>>,
    /// What belongs to a resource only where an open expression names it, or names the member that it is.
    pub(super) conditional: BTreeMap<usize, Vec<(Role, Resource)>>,
    /// What a resource is to others, and where.
    pub(super) served: Vec<(Role, usize, Presence)>,
    pub(super) called: HashMap<Arc<str>, Arc<Step>>,
    /// Whether blocks come before what they would reject.
    pub(super) blocks_first: HashMap<usize, BlocksFirst>,
    /// By bucket, what switches its policy off.
    pub(super) without_policy: HashMap<usize, Arc<Step>>,
}

/// The neighbours that were made, by how many times over they come with theirs.
type Neighbours<'l> = HashMap<(usize, usize), Arc<Subject<'l>>>;

impl Linked {
    /// Every resource with what is linked to it, in order.
    pub fn subjects(&self) -> impl Iterator<Item = Subject<'_>> {
        let mut served: BTreeMap<usize, BTreeMap<Role, Presence>> = BTreeMap::new();
        for (role, to, presence) in &self.served {
            let roles = served.entry(*to).or_default();
            let before = roles.get(role).map_or_else(|| presence.clone(), |before| before.or(presence));
            roles.insert(*role, before);
        }
        let mut neighbours = Neighbours::new();
        self.resources.iter().enumerate().map(move |(at, resource)| {
            let called = self.called.get(&resource.address).cloned();
            let subject = self.subject(at, resource, HOPS, &mut neighbours);
            subject.serving(served.remove(&at).unwrap_or_default()).called(called)
        })
    }

    /// A resource with what is linked to it, and its neighbours with theirs, so many times over. Of a bucket that is a
    /// neighbour itself nobody asks for them.
    fn subject<'l>(
        &'l self,
        at: usize,
        resource: &'l Resource,
        hops: usize,
        known: &mut Neighbours<'l>,
    ) -> Subject<'l> {
        let links = self.links.get(&at).into_iter().flatten();
        let related = links.filter_map(|(role, to)| Some((*role, self.resources.get(*to)?)));
        let conditional = self.conditional.get(&at).into_iter().flatten();
        let related = related.chain(conditional.map(|(role, resource)| (*role, resource)));
        let mut subject = Subject::new(resource, related);
        subject.blocks_first = self.blocks_first.get(&at).copied().unwrap_or_default();
        subject.without_policy = self.without_policy.get(&at).cloned();
        subject = subject.missing(self.gone.get(&at).map_or(&[], Vec::as_slice));
        subject = subject.perhaps(self.perhaps.get(&at).map_or(&[], Vec::as_slice));
        let is_asked = hops == HOPS || (hops > 0 && *resource.type_name != *types::BUCKET);
        for (role, reference, to) in self.neighbours.get(&at).into_iter().flatten().filter(|_| is_asked) {
            let Some(neighbour) = self.resources.get(*to) else { continue };
            let found = match known.get(&(*to, hops - 1)) {
                Some(found) => Arc::clone(found),
                None => {
                    let made = Arc::new(self.subject(*to, neighbour, hops - 1, known));
                    Arc::clone(known.entry((*to, hops - 1)).or_insert(made))
                }
            };
            subject = subject.with_neighbour(*role, reference.as_ref(), found);
        }
        subject
    }
}

pub(super) struct Linker {
    pub(super) linked: Linked,
    /// Parts whose owner is not known, and policies.
    pub(super) open_parts: Vec<Attachment>,
    pub(super) open_policies: Vec<Resource>,
    /// Parts and policies that are refused wherever they are made, with what they belong to.
    pub(super) refused_parts: Vec<Attachment>,
    pub(super) refused_policies: Vec<Resource>,
    /// By type, names of which some letters are not known.
    pub(super) open_names: Vec<(Arc<str>, Text)>,
    pub(super) open_targets: Vec<OpenTarget>,
    /// The headers of the parts that set a property of a resource.
    pub(super) parts: HashMap<(usize, Arc<str>), Vec<Span>>,
    /// Modules that are not here and were handed no bucket.
    pub(super) without_buckets: HashSet<Symbol>,
    /// The names and addresses of buckets that are switched off.
    pub(super) switched_off: HashSet<Symbol>,
    pub(super) problems: Vec<Problem>,
    pub(super) shared: BTreeSet<Arc<str>>,
    /// By type and address.
    pub(super) by_address: HashMap<(Arc<str>, Arc<str>), usize>,
    /// By type, whatever stands for what.
    pub(super) by_type: HashMap<Arc<str>, Vec<usize>>,
    /// By type and symbol of a name.
    pub(super) by_name: HashMap<(Arc<str>, Symbol), Vec<usize>>,
}

/// An expression that means a bucket, of which nobody knows which.
pub(super) struct OpenTarget {
    pub(super) role: Role,
    pub(super) expression: Value,
    /// Where some bucket says it.
    pub(super) presence: Presence,
    /// The first that says it.
    pub(super) by: Arc<str>,
}

/// The type that stands where another one is expected.
pub(super) fn stands_for(type_name: &str) -> Option<&'static str> {
    match type_name {
        types::BUCKET => Some(types::DIRECTORY_BUCKET),
        types::KEY => Some(types::REPLICA_KEY),
        _ => None,
    }
}
