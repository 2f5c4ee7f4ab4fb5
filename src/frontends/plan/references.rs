//! What an expression means, as far as its references say it.
//!
//! A plan does not hold expressions, only the names that stand in them, and of locals not even these. So a value that
//! is not known is taken to be an attribute of the one resource that can be meant by its references, followed through
//! arguments and outputs of modules. Where several can be meant it stays open.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use serde_json::value::RawValue;

use super::tree::{Planned, Tree, instance_path};
use crate::catalogue::{Thing, passed_on};
use crate::terraform::address::{Address, Step, step};
use crate::value::{Kind, Value};

/// How many arguments and outputs a reference is followed through.
const MAX_DEPTH: usize = 50;

/// How much work following the references of one plan may take, and how much more for each of its bytes: names and, for
/// what has to be read on the way, some of its bytes.
const MAX_STEPS: usize = 100_000;
const BYTES_OF_STEP: usize = 16;

/// An attribute of an instance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) address: String,
    /// `None` where the reference does not say which.
    pub(super) attribute: Option<String>,
}

/// Where references stand.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    pub(super) calls: &'a [Step<'a>],
    /// The key of the instance in whose block they stand, or of the module call.
    pub(super) key: Option<&'a str>,
    /// What its `for_each` says.
    pub(super) for_each: Option<&'a RawValue>,
}

/// Follows references.
pub(super) struct Resolver<'t, 'p> {
    pub(super) tree: &'t Tree<'p>,
    everything: RefCell<HashMap<(String, Thing), Found>>,
    steps: Cell<usize>,
}

/// What references lead to.
#[derive(Clone, Debug, Default)]
struct Found {
    /// Each instance once; of more than two nobody asks.
    targets: Vec<Target>,
    /// A local is among them, of which a plan says nothing.
    through_local: bool,
    /// Not all of them were followed.
    is_cut: bool,
}

impl Found {
    fn add(&mut self, target: Target) {
        if self.targets.len() < 2 && self.targets.iter().all(|it| it.address != target.address) {
            self.targets.push(target);
        }
    }

    fn add_all(&mut self, other: Found) {
        self.through_local |= other.through_local;
        self.is_cut |= other.is_cut;
        other.targets.into_iter().for_each(|target| self.add(target));
    }
}

impl<'t, 'p> Resolver<'t, 'p> {
    pub(super) fn new(tree: &'t Tree<'p>) -> Self {
        Resolver { tree, everything: RefCell::default(), steps: Cell::new(0) }
    }

    /// The one attribute that references can mean.
    pub(super) fn resolve(&self, references: &[String], wanted: Thing, place: Place<'_>) -> Option<Target> {
        let mut found = self.find(references, wanted, place, MAX_DEPTH);
        if found.targets.is_empty() && found.through_local {
            found = self.everything(wanted, place.calls, MAX_DEPTH);
        }
        match found.targets.as_slice() {
            [target] if !found.is_cut => Some(target.clone()),
            _ => None,
        }
    }

    /// Whether there was less work left than following all references takes.
    pub(super) fn is_spent(&self) -> bool {
        self.steps.get() > MAX_STEPS + self.tree.len() / BYTES_OF_STEP
    }

    /// Takes some of the work that is left; whether there was as much.
    pub(super) fn spend(&self, steps: usize) -> bool {
        self.steps.set(self.steps.get().saturating_add(steps));
        !self.is_spent()
    }

    /// A part of the plan as a value, counted as work.
    fn value(&self, part: &RawValue) -> Option<Value> {
        self.spend(part.get().len() / 64).then(|| self.tree.value(part))?
    }

    fn find(&self, references: &[String], wanted: Thing, place: Place<'_>, depth: usize) -> Found {
        let mut found = Found::default();
        let Some(depth) = depth.checked_sub(1) else { return Found { is_cut: true, ..found } };
        let by_key = references.iter().any(|it| it.starts_with("each.") || it.starts_with("count."));
        for reference in longest(references) {
            if !self.spend(1) {
                found.is_cut = true;
                break;
            }
            match step(reference) {
                Some((Step { name: "var", .. }, rest)) => {
                    found.add_all(self.argument(rest, wanted, place, depth));
                }
                Some((Step { name: "local", .. }, _)) => found.through_local = true,
                Some((Step { name: "module", .. }, rest)) => {
                    found.add_all(self.output(rest, wanted, place, depth));
                }
                Some((Step { name: "each", .. }, rest)) if rest.starts_with(".value") => {
                    let each = place.for_each.and_then(|it| self.value(it));
                    let references = each.as_ref().map(references_of).unwrap_or_default();
                    let place = Place { for_each: None, ..place };
                    found.add_all(self.find_by_key(&references, wanted, place, depth));
                }
                Some((Step { name: "each" | "count" | "path" | "terraform" | "self", .. }, _)) | None => {}
                Some(_) => self.resource(reference, by_key, wanted, place, depth, &mut found),
            }
        }
        found
    }

    /// References of a `for_each`, which mean the instance of the same key.
    fn find_by_key(&self, references: &[String], wanted: Thing, place: Place<'_>, depth: usize) -> Found {
        let mut all = references.to_vec();
        all.push("each.key".to_owned());
        self.find(&all, wanted, place, depth)
    }

    /// `var.NAME`: what the call of the module gives for it.
    fn argument(&self, rest: &str, wanted: Thing, place: Place<'_>, depth: usize) -> Found {
        let given = || {
            let (call, outer) = place.calls.split_last()?;
            let (name, _) = step(rest.strip_prefix('.')?)?;
            let code = self.tree.code(outer)?.module.module_calls.as_ref()?.get(call.name)?;
            let references = references_of(self.value(code.expressions?)?.get(name.name)?);
            let place = Place { calls: outer, key: call.key, for_each: code.for_each_expression };
            Some(self.find(&references, wanted, place, depth))
        };
        given().unwrap_or_default()
    }

    /// `module.CALL.OUTPUT`: what the module says of it.
    fn output(&self, rest: &str, wanted: Thing, place: Place<'_>, depth: usize) -> Found {
        let said = || {
            let (mut call, rest) = step(rest.strip_prefix('.')?)?;
            let name = rest.strip_prefix('.').and_then(step).map(|(name, _)| name.name);
            let calls = |call| [place.calls, &[call]].concat();
            if call.key.is_none() && !self.tree.has_module(&instance_path(&calls(call))) {
                call.key = place.key;
            }
            let calls = calls(call);
            let inner = Place { calls: &calls, key: None, for_each: None };
            let outputs = self.tree.code(&calls)?.module.outputs.as_ref()?;
            // Without a name it is any of them.
            let named = outputs.iter().filter(|(output, _)| name.is_none_or(|name| name == &***output));
            let mut found = Found::default();
            for (_, output) in named {
                let references = output.expression.and_then(|it| self.value(it)).as_ref().map(references_of);
                found.add_all(self.find(&references.unwrap_or_default(), wanted, inner, depth));
            }
            if found.targets.is_empty() && found.through_local {
                found = self.everything(wanted, &calls, depth);
            }
            Some(found)
        };
        said().unwrap_or_default()
    }

    fn resource(
        &self,
        reference: &str,
        by_key: bool,
        wanted: Thing,
        place: Place<'_>,
        depth: usize,
        found: &mut Found,
    ) {
        let Some(address) = Address::parse(reference).filter(|_| may_mean(reference, wanted)) else { return };
        let attribute = attribute_of(&address).map(str::to_owned);
        let (module, block) = (instance_path(place.calls), address.block());
        let same_key = |key: &str| self.tree.instance(&format!("{module}{block}[{key}]"));
        let one = match (address.resource.key, place.key) {
            (Some(key), _) => Some(same_key(key)),
            (None, Some(key)) if by_key => same_key(key).map(Some),
            _ => None,
        };
        match one {
            Some(one) => one.iter().for_each(|it| self.instance(it, attribute.clone(), wanted, depth, found)),
            None => {
                for it in self.tree.instances(&module, &block).take(2) {
                    self.instance(it, attribute.clone(), wanted, depth, found);
                }
            }
        }
    }

    /// An instance that is meant; where the attribute passes on what an argument names, that one.
    fn instance(&self, it: &Planned<'_>, attribute: Option<String>, wanted: Thing, depth: usize, found: &mut Found) {
        let Some(address) = Address::parse(&it.address) else { return };
        let is_one = wanted.is(address.kind, address.is_data);
        let argument = match &attribute {
            None if is_one => None,
            name => passed_on(address.kind, address.is_data, name.as_deref(), wanted),
        };
        let code = self.tree.block(&address);
        let expressions = argument.and_then(|_| self.value(code?.expressions?));
        let said = argument.and_then(|argument| expressions.as_ref()?.get(argument)).map(references_of);
        match said {
            Some(references) if !references.is_empty() => {
                let for_each = code.and_then(|code| code.for_each_expression);
                let place = Place { calls: &address.calls, key: address.resource.key, for_each };
                found.add_all(self.find(&references, wanted, place, depth));
            }
            _ if is_one => found.add(Target { address: it.address.clone(), attribute }),
            _ => {}
        }
    }

    /// Everything that a local of a module can mean: what is in the module and below it, and what its call gives.
    fn everything(&self, wanted: Thing, calls: &[Step<'_>], depth: usize) -> Found {
        let module = instance_path(calls);
        let key = (module.clone(), wanted);
        if let Some(known) = self.everything.borrow().get(&key) {
            return known.clone();
        }
        let mut found = Found::default();
        let is_wanted = |it: &&Planned<'_>| {
            let parsed = Address::parse(&it.address);
            parsed.is_some_and(|it| wanted.is(it.kind, it.is_data))
        };
        for it in self.tree.below(&module).filter(is_wanted).take(2) {
            found.add(Target { address: it.address.clone(), attribute: None });
        }
        let deeper = depth.checked_sub(1);
        found.is_cut |= deeper.is_none() && !calls.is_empty();
        if let (Some((call, outer)), Some(depth)) = (calls.split_last(), deeper) {
            let code = self.tree.code(outer).and_then(|code| code.module.module_calls.as_ref()?.get(call.name));
            let given = code.and_then(|code| self.value(code.expressions?));
            let references = given.as_ref().map(references_of).unwrap_or_default();
            let for_each = code.and_then(|code| code.for_each_expression);
            found.add_all(self.find(&references, wanted, Place { calls: outer, key: call.key, for_each }, depth));
            if found.through_local {
                found.add_all(self.everything(wanted, outer, depth));
            }
        }
        self.everything.borrow_mut().insert(key, found.clone());
        found
    }
}

/// Whether a reference to a resource can mean such a thing, by itself or by what an argument of it names.
pub(super) fn may_mean(reference: &str, wanted: Thing) -> bool {
    Address::parse(reference).is_some_and(|it| {
        wanted.is(it.kind, it.is_data) || passed_on(it.kind, it.is_data, attribute_of(&it), wanted).is_some()
    })
}

/// The attribute that a reference to a resource ends with.
fn attribute_of<'a>(reference: &Address<'a>) -> Option<&'a str> {
    step(reference.rest).map(|(step, _)| step.name).filter(|name| !name.is_empty())
}

/// All references in an expression or in a tree of them.
pub(super) fn references_of(expression: &Value) -> Vec<String> {
    let mut all = Vec::new();
    collect(expression, &mut all);
    all
}

fn collect(expression: &Value, all: &mut Vec<String>) {
    match &expression.kind {
        Kind::List(list) => list.items.iter().for_each(|item| collect(item, all)),
        Kind::Map(map) => {
            for (key, entry) in map.iter() {
                match entry.value.as_list() {
                    Some(list) if &**key == "references" => {
                        all.extend(list.items.iter().filter_map(Value::as_str).map(str::to_owned));
                    }
                    _ if &**key == "constant_value" => {}
                    _ => collect(&entry.value, all),
                }
            }
        }
        _ => {}
    }
}

/// The references without those that only name the beginning of the one before.
pub(super) fn longest(references: &[String]) -> impl Iterator<Item = &str> {
    let mut before = "";
    references.iter().map(String::as_str).filter(move |it| {
        let is_start = before.strip_prefix(it).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']));
        if !is_start {
            before = it;
        }
        !is_start
    })
}
