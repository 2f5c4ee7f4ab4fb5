//! What the code hands to a module that is not here: nobody knows what that does with it.
//!
//! A bucket whose name goes into such a module may get an access block, a policy or logging there. So what the code at
//! hand does not set of it is open. An output of the module is something that it makes itself or was handed: where no
//! bucket was, it names none that is declared here.

use std::collections::HashSet;
use std::sync::Arc;

use super::deployment::Handed;
use super::linker::Linker;
use super::open_owner::with_unknown_policy;
use super::{Declared, Presence, Resource, Role};
use crate::catalogue::types;
use crate::value::{Elsewhere, Kind, Map, Symbol, Unknown, Value};

const BLOCK: &str = "PublicAccessBlockConfiguration";

/// Attributes by which a bucket or a key can be set up elsewhere.
const HANDLES: [&str; 7] = ["", "arn", "bucket", "id", "key_id", "Ref", "Arn"];

impl Linker {
    /// The modules that were handed no bucket.
    pub(super) fn without_buckets(&self, all: &[Handed]) -> HashSet<Symbol> {
        let none = all.iter().filter(|it| self.handed(types::BUCKET, it).is_empty());
        none.map(|it| it.symbol.clone()).collect()
    }

    /// The declared resources of a type that a module is handed.
    fn handed(&self, type_name: &str, it: &Handed) -> Vec<usize> {
        let mut found = Vec::new();
        it.values.iter().for_each(|value| self.named_in(type_name, value, &mut found));
        found.sort_unstable();
        found.dedup();
        found
    }

    fn named_in(&self, type_name: &str, value: &Value, found: &mut Vec<usize>) {
        match &value.kind {
            Kind::List(list) => list.items.iter().for_each(|item| self.named_in(type_name, item, found)),
            Kind::Set(set) => set.items().iter().for_each(|item| self.named_in(type_name, item, found)),
            Kind::Map(map) => map.values().for_each(|part| self.named_in(type_name, part, found)),
            Kind::Choice(choice) => {
                self.named_in(type_name, &choice.when_true, found);
                self.named_in(type_name, &choice.when_false, found);
            }
            Kind::String(_) | Kind::Unknown(_) => {
                let is_handle = value.origin.target.as_ref().is_none_or(|it| HANDLES.contains(&&*it.attribute));
                found.extend(self.resolve(type_name, value).filter(|_| is_handle));
                // What stands for further elements is one of these.
                let further = value.as_unknown().and_then(|unknown| unknown.elements.as_deref());
                further.into_iter().flatten().for_each(|any| self.named_in(type_name, any, found));
            }
            Kind::Null | Kind::Bool(_) | Kind::Number(_) | Kind::Json(_) => {}
        }
    }

    /// Leaves open what the code at hand does not set of what is handed away.
    pub(super) fn settle_handed(&mut self, all: &[Handed]) {
        for it in all {
            for bucket in self.handed(types::BUCKET, it) {
                self.open_properties(bucket, it);
                let policy = Resource { presence: it.presence.clone(), ..policy_of(it) };
                self.relate_on_conditions(vec![(bucket, (Role::Policy, policy))]);
            }
            self.handed(types::KEY, it).into_iter().for_each(|key| self.open_properties(key, it));
        }
    }

    /// Leaves open the access block of a bucket that a module makes which is not here, or a nested stack.
    pub(super) fn settle_made_elsewhere(&mut self) {
        let is_bucket = |it: &&mut Resource| *it.type_name == *types::BUCKET && it.declared == Declared::Elsewhere;
        for bucket in self.linked.resources.iter_mut().filter(is_bucket) {
            let maker = bucket.names.iter().find_map(|name| name.only_hole()).filter(|it| is_made_out_of_sight(it));
            let Some(maker) = maker.filter(|_| bucket.properties.get(BLOCK).is_none()) else { continue };
            let shown = format!("{BLOCK} of {}", maker.expression);
            let symbol = Symbol::operation("set by", [maker.symbol.clone()]).part([BLOCK]);
            let block =
                Value::unknown(Unknown::new(shown, maker.span, maker.reason.clone()).symbol(symbol), maker.span);
            bucket.properties.insert(BLOCK, maker.span, block);
        }
    }

    fn open_properties(&mut self, at: usize, by: &Handed) {
        let Some(resource) = self.linked.resources.get_mut(at).filter(|it| it.properties.rest.is_none()) else {
            return;
        };
        let symbol = Symbol::operation("set by", [Symbol::input(Arc::clone(&resource.address)), by.symbol.clone()]);
        let unknown = Unknown::new(Arc::clone(&by.address), by.header, by.reason).symbol(symbol);
        resource.properties.rest = Some(Arc::new(unknown));
    }
}

/// Whether an unknown is what code says that is not here: nobody knows what else that does with it.
fn is_made_out_of_sight(it: &Unknown) -> bool {
    let makers = [Elsewhere::NotInstalled, Elsewhere::NotRead, Elsewhere::NoSource, Elsewhere::NestedOutput];
    makers.into_iter().any(|maker| it.reason == maker.into())
}

/// The policy that a module may give to a bucket.
fn policy_of(it: &Handed) -> Resource {
    let policy = Resource {
        address: Arc::clone(&it.address),
        type_name: types::BUCKET_POLICY.into(),
        source_type: "module".into(),
        properties: Map::default(),
        names: Vec::new(),
        header: it.header,
        body: it.header,
        presence: Presence::Always,
        families: Vec::new(),
        declared: Declared::Elsewhere,
    };
    with_unknown_policy(&policy, "PolicyDocument")
}
