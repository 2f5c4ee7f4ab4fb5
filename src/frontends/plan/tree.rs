//! A plan by address: what is planned, and what the code of each module says.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use serde_json::value::RawValue;

use super::file::{Change, ModuleConfiguration, PlanFile, PlannedModule, ResourceConfiguration};
use crate::catalogue::{DOCUMENT, is_known};
use crate::frontends::terraform::provider::leads_away;
use crate::source::{FileId, Span};
use crate::terraform::address::{Address, Step};
use crate::value::{Constant, Entry, Symbol, Unknown, Value, parse_json_part};

/// A plan by address.
#[derive(Debug)]
pub(super) struct Tree<'p> {
    text: &'p str,
    file: FileId,
    /// The instances that the model knows, in the order of the plan.
    pub(super) planned: Vec<Planned<'p>>,
    by_address: HashMap<String, usize>,
    /// Values that nest too deep.
    deep: RefCell<BTreeSet<Span>>,
    /// Values that are larger than is read.
    large: RefCell<BTreeSet<Span>>,
    /// What is no address, and where it stands.
    pub(super) malformed: Vec<(Span, String)>,
    /// By module and block.
    by_block: HashMap<String, Vec<usize>>,
    /// The module instances of each instance that the model knows.
    modules: HashSet<String>,
    by_module: BTreeSet<(String, usize)>,
    unknown: HashMap<String, &'p RawValue>,
    code: HashMap<String, Code<'p>>,
    /// The Regions of provider configurations that the code says outright, by the keys of these.
    regions: HashMap<&'p str, Entry>,
    /// The accounts of those that have credentials of their own.
    accounts: HashMap<&'p str, Entry>,
}

/// One instance as it will be.
#[derive(Debug)]
pub(super) struct Planned<'p> {
    pub(super) address: String,
    /// Where the address stands.
    pub(super) span: Span,
    /// From the address to the end of the values.
    pub(super) body: Span,
    pub(super) is_data: bool,
    values: Option<&'p RawValue>,
}

/// What the code of a module says.
#[derive(Debug)]
pub(super) struct Code<'p> {
    pub(super) module: &'p ModuleConfiguration<'p>,
    resources: HashMap<&'p str, &'p ResourceConfiguration<'p>>,
}

impl<'p> Tree<'p> {
    /// Indexes a plan whose text is `text`.
    pub(super) fn new(plan: &'p PlanFile<'p>, text: &'p str, file: FileId) -> Self {
        let mut tree = Tree {
            text,
            file,
            planned: Vec::new(),
            deep: RefCell::default(),
            large: RefCell::default(),
            malformed: Vec::new(),
            by_address: HashMap::new(),
            by_block: HashMap::new(),
            modules: HashSet::new(),
            by_module: BTreeSet::new(),
            unknown: HashMap::new(),
            code: HashMap::new(),
            regions: HashMap::new(),
            accounts: HashMap::new(),
        };
        for (key, provider) in plan.configuration.iter().flat_map(|it| &it.provider_config).flatten() {
            let expressions = provider.expressions.and_then(|expressions| tree.value(expressions));
            let region = expressions.as_ref().and_then(|it| it.as_map()?.entry("region"));
            if let Some(region) = region.and_then(|it| it.value.as_map()?.entry("constant_value")) {
                tree.regions.insert(key, region.clone());
            }
            if let Some(own) =
                expressions.as_ref().and_then(|it| it.as_map()?.iter().find(|(name, _)| leads_away(name)))
            {
                let span = own.1.key_span;
                let unknown = Unknown::new(format!("the account of provider {key}"), span, "is not known");
                let account = Value::unknown(unknown.constant(Constant::AccountId), span);
                tree.accounts.insert(key, Entry { key_span: span, value: account });
            }
        }
        if let Some(root) = plan.configuration.as_ref().and_then(|it| it.root_module.as_ref()) {
            tree.code_of(root, String::new());
        }
        match plan.planned_values.as_ref().and_then(|values| values.root_module.as_ref()) {
            Some(root) => tree.planned_in(root),
            None => tree.planned_by_changes(plan),
        }
        for it in plan.resource_changes.iter().flatten() {
            let unknown = it.change.as_ref().and_then(|change| change.after_unknown);
            if let (Some(unknown), Some(address), None) = (unknown, tree.address(it.address), &it.deposed)
                && tree.by_address.contains_key(&address)
            {
                tree.unknown.insert(address, unknown);
            }
        }
        tree
    }

    /// The resources that are there already and stay as they are, by their headers.
    pub(super) fn unchanged(&self, plan: &PlanFile<'p>) -> HashSet<Span> {
        let stays = |change: &Change<'_>| change.actions.iter().flatten().eq(["no-op"]);
        let changes = plan.resource_changes.iter().flatten().filter(|it| it.change.as_ref().is_some_and(stays));
        let planned = changes.filter_map(|it| self.planned.get(*self.by_address.get(&self.address(it.address)?)?));
        planned.map(|it| it.span).collect()
    }

    fn code_of(&mut self, module: &'p ModuleConfiguration<'p>, path: String) {
        let resources = module.resources.iter().flatten().map(|it| (&*it.address, it)).collect();
        for (name, call) in module.module_calls.iter().flatten() {
            if let Some(inner) = &call.module {
                self.code_of(inner, format!("{path}module.{name}."));
            }
        }
        self.code.insert(path, Code { module, resources });
    }

    fn planned_in(&mut self, module: &PlannedModule<'p>) {
        for it in module.resources.iter().flatten() {
            self.plan(it.address, it.values);
        }
        module.child_modules.iter().flatten().for_each(|child| self.planned_in(child));
    }

    /// A plan without planned values: what the changes leave behind.
    fn planned_by_changes(&mut self, plan: &'p PlanFile<'p>) {
        for it in plan.resource_changes.iter().flatten() {
            let Some(change) = &it.change else { continue };
            let goes = change.actions.iter().flatten().all(|action| action == "delete");
            if it.deposed.is_none() && !goes {
                self.plan(it.address, change.after);
            }
        }
    }

    fn plan(&mut self, written: &'p RawValue, values: Option<&'p RawValue>) {
        let Some(address) = self.address(written) else { return };
        let parsed = match Address::parse(&address) {
            Some(parsed) if parsed.rest.is_empty() => parsed,
            _ => return self.malformed.push((self.span(written), address)),
        };
        if !is_ours(&parsed) {
            return;
        }
        let (block, module) = (format!("{}{}", parsed.module, parsed.block()), parsed.module.to_owned());
        let is_data = parsed.is_data;
        let at = self.planned.len();
        let span = self.span(written);
        let body = values.map_or(span, |values| span.to(self.span(values)));
        self.by_address.insert(address.clone(), at);
        self.by_block.entry(block).or_default().push(at);
        self.by_module.insert((module.clone(), at));
        self.modules.insert(module);
        self.planned.push(Planned { address, span, body, is_data, values });
    }

    /// An address as it is meant.
    pub(super) fn address(&self, written: &RawValue) -> Option<String> {
        serde_json::from_str(written.get()).ok()
    }

    /// How many bytes the plan has.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Values that are larger than is read, of those that were asked for.
    pub(super) fn large(&self) -> Vec<Span> {
        self.large.borrow().iter().copied().collect()
    }

    /// Values that nest too deep, of those that were asked for.
    pub(super) fn deep(&self) -> Vec<Span> {
        self.deep.borrow().iter().copied().collect()
    }

    /// Where a part of the plan stands.
    pub(super) fn span(&self, part: &RawValue) -> Span {
        // Parts are slices of the text.
        let start = (part.get().as_ptr() as usize).saturating_sub(self.text.as_ptr() as usize);
        Span::new(self.file, start..start + part.get().len())
    }

    /// A part of the plan as a value.
    pub(super) fn value(&self, part: &RawValue) -> Option<Value> {
        let span = self.span(part);
        let read = match parse_json_part(part.get(), span) {
            Ok(read) => read,
            Err(error) if error.is_bound => {
                self.large.borrow_mut().insert(span);
                let unknown = Unknown::new("values", span, error.message);
                return Some(Value::unknown(unknown.symbol(Symbol::written("values", span)), span));
            }
            Err(_) => return None,
        };
        self.deep.borrow_mut().extend(read.deep);
        Some(read.root)
    }

    /// The values of an instance that are known.
    pub(super) fn values(&self, it: &Planned<'_>) -> Option<Value> {
        self.value(it.values?)
    }

    /// Which values of an instance are not known.
    pub(super) fn unknown(&self, it: &Planned<'_>) -> Option<Value> {
        self.value(self.unknown.get(&it.address)?)
    }

    /// The instance of an address.
    pub(super) fn instance(&self, address: &str) -> Option<&Planned<'p>> {
        self.planned.get(*self.by_address.get(address)?)
    }

    /// The instances of a block of a module.
    pub(super) fn instances(&self, module: &str, block: &str) -> impl Iterator<Item = &Planned<'p>> {
        let found = self.by_block.get(&format!("{module}{block}")).into_iter().flatten();
        found.filter_map(|at| self.planned.get(*at))
    }

    /// The instances of a module and of those that it calls.
    pub(super) fn below(&self, module: &str) -> impl Iterator<Item = &Planned<'p>> {
        let found =
            self.by_module.range((module.to_owned(), 0)..).take_while(move |(name, _)| name.starts_with(module));
        found.filter_map(|(_, at)| self.planned.get(*at))
    }

    /// Whether an instance of a module holds something that the model knows.
    pub(super) fn has_module(&self, module: &str) -> bool {
        self.modules.contains(module)
    }

    /// The code of a module by the calls that lead to it.
    pub(super) fn code(&self, calls: &[Step<'_>]) -> Option<&Code<'p>> {
        self.code.get(&path(calls))
    }

    /// The Region of the provider of a block.
    pub(super) fn region(&self, block: &ResourceConfiguration<'_>) -> Option<&Entry> {
        self.regions.get(block.provider_config_key.as_deref()?)
    }

    /// The account of the provider of a block, where it has credentials of its own.
    pub(super) fn account(&self, block: &ResourceConfiguration<'_>) -> Option<&Entry> {
        self.accounts.get(block.provider_config_key.as_deref()?)
    }

    /// The code of a block.
    pub(super) fn block(&self, of: &Address<'_>) -> Option<&'p ResourceConfiguration<'p>> {
        self.code(&of.calls)?.resources.get(&*of.block()).copied()
    }
}

/// Whether the model knows what an address means, or a policy may be made from it.
fn is_ours(address: &Address<'_>) -> bool {
    if address.is_data { address.kind == DOCUMENT } else { is_known(address.kind) }
}

/// The path of a module without keys, with a dot after it.
pub(super) fn path(calls: &[Step<'_>]) -> String {
    calls.iter().map(|call| format!("module.{}.", call.name)).collect()
}

/// The address of a module instance, with a dot after it.
pub(super) fn instance_path(calls: &[Step<'_>]) -> String {
    let step = |call: &Step<'_>| match call.key {
        Some(key) => format!("module.{}[{key}].", call.name),
        None => format!("module.{}.", call.name),
    };
    calls.iter().map(step).collect()
}
