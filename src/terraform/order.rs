//! What resources depend on, by the names in their blocks and `depends_on`, through locals, data sources, and arguments
//! and outputs of modules.
//!
//! <https://developer.hashicorp.com/terraform/internals/graph>

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::rc::Rc;

use hcl_edit::expr::{Expression, Traversal, TraversalOperator};
use hcl_edit::visit::{Visit, visit_traversal};

use super::module::{Declaration, Module};
use super::modules::Modules;
use super::provider::Provider;
use crate::source::Span;

/// How many names are followed for all resources of a root. Past that, no order is known.
const MAX_NAMES: usize = 100_000;

/// What each resource of which it matters depends on, by their headers. Of a module that is called in several places
/// nothing is said but what it says itself.
pub(crate) fn dependencies(modules: &Modules<'_>, provider: &dyn Provider) -> HashMap<Span, HashSet<Span>> {
    let places = places(modules);
    let mut follower = Follower { places: &places, provider, named: HashMap::new(), left: MAX_NAMES };
    let mut found = HashMap::new();
    for (at, place) in places.iter().enumerate() {
        let ordered = place.module.resources.iter().filter(|it| provider.is_ordered(it.kind));
        found.extend(ordered.map(|it| (it.header(), follower.behind(at, it))));
    }
    found
}

/// A module, with who calls it and whom it calls, where there is one such call.
struct Place<'m> {
    module: &'m Module<'m>,
    caller: Option<(usize, &'m Declaration<'m>)>,
    calls: HashMap<&'m str, usize>,
}

/// Each module once.
fn places<'m>(modules: &'m Modules<'m>) -> Vec<Place<'m>> {
    let alone = |module: &'m Module<'m>| Place { module, caller: None, calls: HashMap::new() };
    let mut places: Vec<Place<'m>> = modules.all().map(alone).collect();
    let at: HashMap<&Path, usize> = places.iter().enumerate().map(|(at, place)| (place.module.folder, at)).collect();
    let Some(root) = modules.root().and_then(|root| at.get(root.folder)) else { return places };
    let (mut next, mut seen) = (vec![(*root, String::new())], HashSet::from([*root]));
    let mut callers: HashMap<usize, Vec<(usize, &'m Declaration<'m>)>> = HashMap::new();
    while let Some((from, path)) = next.pop() {
        let Some(module) = places.get(from).map(|place| place.module) else { continue };
        for call in module.calls.values() {
            let names = if path.is_empty() { call.name.to_owned() } else { format!("{path}.{}", call.name) };
            let called = modules.called(module, call, &names).ok().and_then(|called| at.get(called.folder));
            let Some(called) = called else { continue };
            callers.entry(*called).or_default().push((from, call));
            if seen.insert(*called) {
                next.push((*called, names));
            }
        }
    }
    for (called, callers) in callers {
        if let ([(from, call)], true) = (callers.as_slice(), called != *root) {
            if let Some(place) = places.get_mut(called) {
                place.caller = Some((*from, call));
            }
            if let Some(place) = places.get_mut(*from) {
                place.calls.insert(call.name, called);
            }
        }
    }
    places
}

/// A name of a module.
type Name = (usize, Rc<str>);

/// Follows names through modules, looking into each declaration once.
struct Follower<'m, 'p> {
    places: &'p [Place<'m>],
    provider: &'p dyn Provider,
    /// What the declarations of a name name, and the header of a resource.
    named: HashMap<Name, Rc<Named>>,
    left: usize,
}

/// What a declaration names.
#[derive(Default)]
struct Named {
    header: Option<Span>,
    names: Vec<Name>,
}

impl Follower<'_, '_> {
    /// The headers of what a resource depends on, through locals, data sources and modules too.
    fn behind(&mut self, at: usize, it: &Declaration<'_>) -> HashSet<Span> {
        let (mut found, mut seen) = (HashSet::new(), HashSet::new());
        let mut ahead = self.of_block(at, it);
        while let Some(name) = ahead.pop() {
            let Some(left) = self.left.checked_sub(1) else { return HashSet::new() };
            self.left = left;
            if !seen.insert(name.clone()) {
                continue;
            }
            let named = self.named(&name);
            found.extend(named.header);
            ahead.extend(named.names.iter().cloned());
        }
        found
    }

    /// What a resource names, and what has to be there before anything of its module is.
    fn of_block(&self, at: usize, it: &Declaration<'_>) -> Vec<Name> {
        let mut names = Names::default();
        names.of(it);
        let mut found = names.distinct(at);
        let mut inside = at;
        while let Some((from, call)) = self.places.get(inside).and_then(|place| place.caller) {
            let mut names = Names::default();
            names.of_call(call);
            found.extend(names.distinct(from));
            inside = from;
        }
        found
    }

    fn named(&mut self, name: &Name) -> Rc<Named> {
        if let Some(named) = self.named.get(name) {
            return Rc::clone(named);
        }
        let named = Rc::new(self.look_into(name));
        self.named.insert(name.clone(), Rc::clone(&named));
        named
    }

    fn look_into(&self, (at, name): &Name) -> Named {
        let Some(place) = self.places.get(*at) else { return Named::default() };
        let mut names = Names::default();
        let parts: Vec<&str> = name.split('.').collect();
        match parts.as_slice() {
            ["local", local] => {
                place.module.locals.get(local).into_iter().for_each(|local| names.visit_expr(local.expression));
            }
            ["var", variable] => {
                let Some((from, call)) = place.caller else { return Named::default() };
                call.argument(variable).into_iter().for_each(|argument| names.visit_expr(argument.expression));
                return Named { header: None, names: names.distinct(from) };
            }
            ["module", call, output] => {
                let Some(called) = place.calls.get(call) else { return Named::default() };
                return Named { header: None, names: self.of_outputs(*called, output) };
            }
            ["module", call] => {
                let Some(called) = place.calls.get(call) else { return Named::default() };
                return Named { header: None, names: self.of_all(*called) };
            }
            _ => {
                let Some(declared) = place.module.addresses.get(&**name) else { return Named::default() };
                return Named { header: Some(declared.header()), names: self.of_block(*at, declared) };
            }
        }
        Named { header: None, names: names.distinct(*at) }
    }

    /// What an output of a module names; `*` stands for all of them.
    fn of_outputs(&self, at: usize, output: &str) -> Vec<Name> {
        let Some(place) = self.places.get(at) else { return Vec::new() };
        let mut names = Names::default();
        let meant = place.module.outputs.iter().filter(|(name, _)| output == "*" || **name == output);
        meant.for_each(|(_, output)| names.of(output));
        names.distinct(at)
    }

    /// Everything in a module of which it matters.
    fn of_all(&self, at: usize) -> Vec<Name> {
        let Some(place) = self.places.get(at) else { return Vec::new() };
        let ordered = place.module.resources.iter().filter(|it| self.provider.is_ordered(it.kind));
        let resources = ordered.map(|it| (at, Rc::from(it.address())));
        resources.chain(place.module.calls.keys().map(|call| (at, Rc::from(format!("module.{call}"))))).collect()
    }
}

/// The names of resources, data sources, locals, variables and modules in what is visited, as they are declared. That
/// of a module alone is all that is in it; `module.NAME.*` is what it gives out.
#[derive(Default)]
struct Names(Vec<String>);

impl Names {
    /// The names, each once.
    fn distinct(self, at: usize) -> Vec<Name> {
        let names: BTreeSet<String> = self.0.into_iter().collect();
        names.into_iter().map(|name| (at, Rc::from(name))).collect()
    }

    fn of(&mut self, it: &Declaration<'_>) {
        self.visit_body(&it.block.body);
        self.of_depends_on(it);
    }

    /// What has to be there before anything of a called module is.
    fn of_call(&mut self, call: &Declaration<'_>) {
        for name in ["count", "for_each"] {
            call.argument(name).into_iter().for_each(|it| self.visit_expr(it.expression));
        }
        self.of_depends_on(call);
    }

    fn of_depends_on(&mut self, it: &Declaration<'_>) {
        let depends = it.argument("depends_on").and_then(|names| names.expression.as_array());
        for name in depends.into_iter().flat_map(|names| names.iter()) {
            match name {
                // A module that is named here is meant as a whole.
                Expression::Traversal(traversal) => {
                    self.0.extend(name_of(traversal).map(|name| match name.strip_suffix(".*") {
                        Some(whole) => whole.to_owned(),
                        None => name,
                    }))
                }
                // In JSON they are texts.
                other => self.0.extend(other.as_str().map(str::to_owned)),
            }
        }
    }
}

impl Visit for Names {
    fn visit_traversal(&mut self, traversal: &Traversal) {
        self.0.extend(name_of(traversal));
        visit_traversal(self, traversal);
    }
}

/// What a reference names.
fn name_of(traversal: &Traversal) -> Option<String> {
    let root = traversal.expr.as_variable()?.as_str();
    let mut steps = traversal.operators.iter().map(|step| step.value());
    let mut attribute = || match steps.next() {
        Some(TraversalOperator::GetAttr(name)) => Some(name.as_str()),
        _ => None,
    };
    let first = attribute()?;
    Some(match root {
        "module" => {
            // Which instance is meant makes no difference.
            let output = traversal.operators.iter().skip(1).find_map(|step| match step.value() {
                TraversalOperator::GetAttr(name) => Some(name.as_str()),
                _ => None,
            });
            format!("module.{first}.{}", output.unwrap_or("*"))
        }
        "data" => format!("data.{first}.{}", attribute()?),
        "resource" => format!("{first}.{}", attribute()?),
        _ => format!("{root}.{first}"),
    })
}
