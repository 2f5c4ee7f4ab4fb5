//! The evaluator of one stack: what it remembers, what work is left, and what it tells.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::decision::{Decision, chosen};
use crate::finding::{Problem, ProblemKind};
use crate::frontends::cloudformation::cdk::Environment;
use crate::frontends::cloudformation::sam::Transformed;
use crate::frontends::cloudformation::stacks::Shared;
use crate::frontends::cloudformation::template::{Declaration, Template};
use crate::model::Presence;
use crate::source::{FileId, Span};
use crate::value::{Entry, Formula, Kind, List, Map, PastBound, Reason, Step, Symbol, Text, Unknown, Value};

/// How deep values may be nested, those behind references and in nested stacks included.
pub(super) const MAX_DEPTH: usize = 160;

/// Why something is unknown for which no work was left.
pub(super) const SPENT: PastBound = PastBound::Evaluation;

/// Evaluates one stack.
pub(in super::super) struct Evaluator<'w> {
    pub(in super::super) shared: Rc<Shared<'w>>,
    pub(in super::super) template: Rc<Template>,
    /// What stands before addresses and symbols: nothing in a stack that nobody nests, `Storage/` in a nested one.
    pub(in super::super) path: String,
    /// Whether the stack is there.
    pub(in super::super) presence: Presence,
    /// The template's resources, loops and included files expanded.
    pub(in super::super) resources: Rc<Map>,
    /// When those resources are there that a loop makes in some deployments only.
    pub(in super::super) looped: HashMap<Arc<str>, Presence>,
    pub(super) mappings: Rc<Map>,
    pub(super) conditions: Rc<Map>,
    pub(super) outputs: Rc<Map>,
    /// Where the stack is nested, the nearest place first.
    pub(in super::super) nested_at: Option<Arc<Step>>,
    pub(super) environment: Environment,
    /// The files of the stack and of those that nest it.
    pub(super) files: Vec<FileId>,
    /// The values that the nesting stack gives.
    pub(super) given: BTreeMap<Arc<str>, Value>,
    /// What holds in every deployment, by the template's rules.
    pub(super) assumed: RefCell<Arc<[Arc<Formula>]>>,
    pub(super) problems: RefCell<Vec<Problem>>,
    pub(super) told: RefCell<HashSet<(Span, String)>>,
    /// Names that are being resolved: a name that comes up again refers to itself.
    pub(super) resolving: RefCell<BTreeSet<String>>,
    pub(super) decisions: RefCell<HashMap<Arc<str>, Decision>>,
    /// What is told of conditions that are decided.
    pub(super) deciding: RefCell<HashMap<Arc<str>, Arc<Step>>>,
    pub(super) names: RefCell<HashMap<Arc<str>, Text>>,
    /// What parameters are that nobody gives, each where it was met first: its uses share what is known of it.
    pub(super) open_parameters: RefCell<HashMap<Arc<str>, Arc<Unknown>>>,
    /// Outputs that are evaluated: each as a value, and as a part of a text.
    pub(super) known_outputs: RefCell<HashMap<(Arc<str>, bool), Value>>,
    pub(super) children: RefCell<HashMap<Arc<str>, Option<Rc<Evaluator<'w>>>>>,
    /// Whether a text is being put together: then a parameter of few values stays one hole.
    pub(super) in_text: Cell<bool>,
    /// Whether a rule of the template is being read.
    pub(super) in_rule: Cell<bool>,
}

/// Where a stack stands among others.
pub(super) struct Place {
    pub(super) path: String,
    pub(super) presence: Presence,
    pub(super) nested_at: Option<Arc<Step>>,
    pub(super) environment: Environment,
    pub(super) files: Vec<FileId>,
}

impl<'w> Evaluator<'w> {
    /// A stack that nobody nests.
    pub(in super::super) fn root(shared: &Rc<Shared<'w>>, template: &Rc<Template>) -> Self {
        let place = Place {
            path: String::new(),
            presence: Presence::Always,
            nested_at: None,
            environment: Environment::of(shared, template.file),
            files: vec![template.file],
        };
        let root = Self::new(shared, template, place, BTreeMap::new());
        root.check_given();
        root
    }

    pub(super) fn new(
        shared: &Rc<Shared<'w>>,
        template: &Rc<Template>,
        place: Place,
        given: BTreeMap<Arc<str>, Value>,
    ) -> Self {
        let Place { path, presence, nested_at, environment, files } = place;
        let mut evaluator = Evaluator {
            shared: Rc::clone(shared),
            template: Rc::clone(template),
            path,
            presence,
            nested_at,
            resources: Rc::clone(&template.resources),
            looped: HashMap::new(),
            mappings: Rc::clone(&template.mappings),
            conditions: Rc::clone(&template.conditions),
            outputs: Rc::clone(&template.outputs),
            environment,
            files,
            given,
            assumed: RefCell::new(Arc::from([])),
            problems: RefCell::default(),
            told: RefCell::default(),
            resolving: RefCell::default(),
            decisions: RefCell::default(),
            deciding: RefCell::default(),
            names: RefCell::default(),
            open_parameters: RefCell::default(),
            known_outputs: RefCell::default(),
            children: RefCell::default(),
            in_text: Cell::default(),
            in_rule: Cell::default(),
        };
        evaluator.mappings = evaluator.section(&template.mappings);
        evaluator.conditions = evaluator.section(&template.conditions);
        let (resources, looped) = evaluator.section_with_presence(&template.resources);
        (evaluator.resources, evaluator.looped) = (evaluator.by_property(resources), looped);
        if template.is_serverless {
            let Transformed { resources, conditions, problems } =
                Transformed::new(&evaluator.resources, &evaluator.conditions, template.globals.as_ref());
            (evaluator.resources, evaluator.conditions) = (Rc::new(resources), Rc::new(conditions));
            problems.into_iter().for_each(|problem| evaluator.tell(problem));
        }
        evaluator.outputs = evaluator.section(&template.outputs);
        evaluator.apply_rules();
        evaluator
    }

    /// What stood in the way so far, in this stack.
    pub(in super::super) fn problems(&self) -> Vec<Problem> {
        self.problems.take()
    }

    /// The declaration of a resource that has a type.
    pub(in super::super) fn declaration(&self, id: &str) -> Option<Declaration<'_>> {
        let (id, entry) = self.resources.entry_of(id)?;
        Declaration::of(id, entry)
    }

    /// What a value comes to.
    pub(in super::super) fn value(&self, written: &Value) -> Value {
        let depth = self.shared.depth.get();
        if depth >= MAX_DEPTH {
            self.report(ProblemKind::Limit, written.span(), format!("values nest deeper than {MAX_DEPTH} levels here"));
            return self.undecided("value", written.span(), PastBound::Nesting);
        }
        if !self.shared.budget.spend(1) {
            return self.too_much(written.span());
        }
        self.shared.depth.set(depth + 1);
        let value = self.value_below(written);
        self.shared.depth.set(depth);
        value
    }

    pub(super) fn value_below(&self, written: &Value) -> Value {
        let kind = match &written.kind {
            Kind::List(list) => {
                // `AWS::NoValue` takes an item out of its list.
                let items = list.items.iter().map(|item| self.value(item)).filter(|item| !item.is_null());
                Kind::List(List { items: items.collect(), rest: list.rest.clone() })
            }
            Kind::Map(map) if Self::needs_expansion(map) => return self.expanded(map, written.span()),
            Kind::Map(map) => match only_entry(map) {
                Some((name, entry)) if is_function(name) => return self.function(name, &entry.value, written.span()),
                _ => Kind::Map(self.map(map)),
            },
            Kind::String(text) => Kind::String(self.with_dynamic_references(text, written.span())),
            // What a loop makes in some deployments only.
            Kind::Choice(choice) => {
                let [when_true, when_false] = [&choice.when_true, &choice.when_false].map(|it| self.value(it));
                return chosen(&choice.condition, when_true, when_false, written.span());
            }
            other => other.clone(),
        };
        Value { kind, origin: written.origin.clone() }
    }

    pub(super) fn map(&self, written: &Map) -> Map {
        let value = |(key, entry): (&Arc<str>, &Entry)| {
            (Arc::clone(key), Entry { key_span: entry.key_span, value: self.value(&entry.value) })
        };
        let mut map = Map::new(written.iter().map(value));
        map.rest.clone_from(&written.rest);
        map
    }

    /// What a value comes to as a part of a text: a parameter of few values stays one hole.
    pub(super) fn in_text(&self, written: &Value) -> Value {
        self.as_text(true, || self.value(written))
    }

    pub(super) fn as_text<T>(&self, in_text: bool, evaluate: impl FnOnce() -> T) -> T {
        let before = self.in_text.replace(in_text);
        let value = evaluate();
        self.in_text.set(before);
        value
    }

    /// What takes more work than is left.
    pub(super) fn too_much(&self, span: Span) -> Value {
        self.report_spent(span);
        self.undecided("value", span, SPENT)
    }

    /// Tells once that no work is left, and where that was.
    pub(in super::super) fn report_spent(&self, span: Span) {
        if self.shared.is_spent_told.replace(true) {
            return;
        }
        let steps = self.shared.budget.max_steps();
        let message = format!("evaluating this template takes more work than is done for it: {steps} steps");
        let problem = Problem::at(ProblemKind::Limit, span, message);
        self.tell(problem.help("what is not evaluated is unknown, and named as such; the other resources are judged"));
    }

    /// Whether the unit may have one resource more. Where it may not is told once.
    pub(in super::super) fn has_room(&self, at: Span) -> bool {
        if self.shared.budget.take_instances(1) == 1 {
            return true;
        }
        if !self.shared.is_crowded.replace(true) {
            let most = self.shared.budget.max_instances();
            let message = format!("there are more than {most} resources, those of loops and nested stacks included");
            self.tell(Problem::at(ProblemKind::Limit, at, message).help("the resources past that are not judged"));
        }
        false
    }

    /// The value, counted as work.
    pub(super) fn charged(&self, value: Value, span: Span) -> Value {
        if self.shared.budget.charge(&value, MAX_DEPTH + 1) { value } else { self.too_much(span) }
    }

    /// Runs `resolve` unless `name` is being resolved already.
    pub(super) fn once<T>(&self, name: &str, resolve: impl FnOnce() -> T) -> Option<T> {
        if !self.resolving.borrow_mut().insert(name.to_owned()) {
            return None;
        }
        let resolved = resolve();
        self.resolving.borrow_mut().remove(name);
        Some(resolved)
    }

    pub(in super::super) fn report(&self, kind: ProblemKind, span: Span, message: String) {
        self.tell(Problem::at(kind, span, message));
    }

    /// Reports a problem, once.
    pub(in super::super) fn tell(&self, problem: Problem) {
        let span = problem.span.unwrap_or(Span::whole_file(self.template.file));
        if self.told.borrow_mut().insert((span, problem.message.clone())) {
            self.problems.borrow_mut().push(problem);
        }
    }

    /// An unknown for something that the template does not decide.
    pub(super) fn undecided(&self, what: &str, span: Span, reason: impl Into<Reason>) -> Value {
        Value::unknown(Unknown::new(what, span, reason).symbol(self.place(what, span)), span)
    }

    /// The same, of a function that gives equal results for equal arguments: `symbol` says which.
    pub(super) fn undecided_as(&self, what: &str, symbol: Symbol, span: Span, reason: impl Into<Reason>) -> Value {
        Value::unknown(Unknown::new(what, span, reason).symbol(symbol), span)
    }

    /// A function that is not written as it must be.
    pub(super) fn misused(&self, function: &str, span: Span, needs: &str) -> Value {
        self.report(ProblemKind::Invalid, span, format!("`{function}` {needs}"));
        self.undecided(function, span, Reason::Refused(needs.into()))
    }

    /// A value that refers to itself.
    pub(super) fn circle(&self, name: &str, span: Span) -> Value {
        self.report(ProblemKind::Invalid, span, format!("`{name}` refers to itself"));
        Value::unknown(Unknown::new(name, span, "refers to itself").symbol(self.place(name, span)), span)
    }

    /// A symbol for something that is unknown on its own account at one place.
    pub(super) fn place(&self, what: &str, span: Span) -> Symbol {
        Symbol::operation("of", [Symbol::input(self.scope()), Symbol::written(what, span)])
    }

    /// The symbol of something that has a name in this stack.
    pub(super) fn own(&self, name: &str) -> Symbol {
        Symbol::input(format!("{}{name}", self.scope()))
    }

    /// What makes symbols of this stack its own.
    pub(super) fn scope(&self) -> String {
        if !self.shared.is_group {
            return self.path.clone();
        }
        let root = self.files.first().copied().unwrap_or(self.template.file);
        format!("{}:{}", self.shared.workspace.sources().name(root), self.path)
    }
}

pub(super) fn only_entry(map: &Map) -> Option<(&Arc<str>, &Entry)> {
    if map.len() == 1 && map.rest.is_none() { map.iter().next() } else { None }
}

pub(super) fn is_function(name: &str) -> bool {
    name == "Ref" || name.starts_with("Fn::")
}

/// The items of a list that is written as one.
pub(super) fn arguments(argument: &Value) -> &[Value] {
    argument.as_list().map(|list| list.items.as_slice()).unwrap_or_default()
}
