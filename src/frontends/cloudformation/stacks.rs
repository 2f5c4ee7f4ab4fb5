//! What the stacks of one unit share: the files that they read, their exports, and the bounds on all of them together.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeSet, HashMap};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;

use super::parameters::Givens;
use super::read;
use super::template::Template;
use crate::finding::Problem;
use crate::frontends::Workspace;
use crate::source::{FileId, Span};
use crate::unit::Budget;
use crate::value::{Compared, Map, Symbol, Text, Truth, Value};

/// How many stacks one unit may have.
const MAX_STACKS: usize = 500;
/// How many entries loops and included files may add.
const MAX_ADDED: usize = 200_000;

/// What the stacks of one unit share.
pub(super) struct Shared<'w> {
    pub(super) workspace: Workspace<'w>,
    pub(super) givens: Givens,
    templates: RefCell<HashMap<FileId, Option<Rc<Template>>>>,
    /// Files of entries that templates include.
    fragments: RefCell<HashMap<FileId, Option<Rc<Map>>>>,
    /// Inputs of which the only values are known.
    inputs: RefCell<HashMap<Symbol, Arc<Compared>>>,
    /// What the stacks export, by name. The stacks hold this in turn: [`Shared::close`] takes the circle apart.
    exports: RefCell<Vec<(Text, Exported<'w>)>>,
    /// Whether more than one template stands for itself in the unit.
    pub(super) is_group: bool,
    /// Logical ids that more than one of the unit's templates has.
    pub(super) shared_ids: BTreeSet<Arc<str>>,
    problems: RefCell<Vec<Problem>>,
    /// Whether it is told that no work is left.
    pub(super) is_spent_told: Cell<bool>,
    /// Whether it is told that there are more resources than are judged.
    pub(super) is_crowded: Cell<bool>,
    pub(super) depth: Cell<usize>,
    stacks: Cell<usize>,
    added: Cell<usize>,
    /// What is left of what the unit may cost.
    pub(super) budget: Budget,
}

/// A stack as others see it that import what it exports.
pub(super) trait Exporter {
    /// The file of its template.
    fn file(&self) -> FileId;

    /// The symbol of something that has a name in it.
    fn symbol(&self, name: &str) -> Symbol;

    /// An output as a value, or as a part of a text.
    fn exported(&self, output: &Arc<str>, in_text: bool, span: Span) -> Value;
}

/// An output that other stacks may import.
#[derive(Clone)]
pub(super) struct Exported<'w> {
    pub(super) stack: Rc<dyn Exporter + 'w>,
    pub(super) output: Arc<str>,
}

impl<'w> Shared<'w> {
    pub(super) fn new(workspace: Workspace<'w>) -> Self {
        Shared {
            workspace,
            // What is wrong with them is told for all units at once.
            givens: Givens::read(&workspace),
            templates: RefCell::default(),
            fragments: RefCell::default(),
            inputs: RefCell::default(),
            exports: RefCell::default(),
            is_group: false,
            shared_ids: BTreeSet::new(),
            problems: RefCell::default(),
            is_spent_told: Cell::default(),
            is_crowded: Cell::default(),
            depth: Cell::default(),
            stacks: Cell::default(),
            added: Cell::default(),
            budget: Budget::new(workspace.allowance),
        }
    }

    /// The template in a file, read once; `None` where it does not parse.
    pub(super) fn template(&self, id: FileId) -> Option<Rc<Template>> {
        if let Some(known) = self.templates.borrow().get(&id) {
            return known.clone();
        }
        let file = self.workspace.sources().file(id)?;
        self.budget.grow(file.text().len());
        let (template, problems) = Template::read(id, file);
        self.problems.borrow_mut().extend(problems);
        if let Some(template) = &template {
            self.problems.borrow_mut().extend(template.problems.iter().cloned());
        }
        let template = template.map(Rc::new);
        self.templates.borrow_mut().insert(id, template.clone());
        template
    }

    /// The map that a file holds, read once; `None` where it holds none.
    pub(super) fn fragment(&self, id: FileId) -> Option<Rc<Map>> {
        if let Some(known) = self.fragments.borrow().get(&id) {
            return known.clone();
        }
        let file = self.workspace.sources().file(id)?;
        self.budget.grow(file.text().len());
        let document = read::read(id, file);
        self.problems.borrow_mut().extend(document.problems);
        let map = document.root.as_ref().and_then(Value::as_map).map(|map| Rc::new(map.clone()));
        self.fragments.borrow_mut().insert(id, map.clone());
        map
    }

    /// The path of a file that the file `from` names.
    pub(super) fn beside(&self, from: FileId, path: &str) -> PathBuf {
        let file = self.workspace.sources().file(from);
        let folder = file.and_then(|file| file.path().parent()).unwrap_or_else(|| Path::new(""));
        folder.join(path)
    }

    pub(super) fn has_problems(&self) -> bool {
        !self.problems.borrow().is_empty()
    }

    pub(super) fn report(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Counts a stack; whether there is room for it.
    pub(super) fn add_stack(&self) -> bool {
        self.stacks.set(self.stacks.get() + 1);
        self.stacks.get() <= MAX_STACKS
    }

    /// Counts entries that a loop or an included file adds; whether there is room for them.
    pub(super) fn add_entries(&self, count: usize) -> bool {
        self.added.set(self.added.get().saturating_add(count));
        self.budget.spend(count) && self.added.get() <= MAX_ADDED
    }

    /// Remembers the only values of an input.
    pub(super) fn know(&self, input: &Arc<Compared>) {
        self.inputs.borrow_mut().entry(input.symbol.clone()).or_insert_with(|| Arc::clone(input));
    }

    /// The input of a symbol.
    pub(super) fn input(&self, symbol: &Symbol) -> Arc<Compared> {
        let known = self.inputs.borrow().get(symbol).cloned();
        known.unwrap_or_else(|| Arc::new(Compared { symbol: symbol.clone(), values: None }))
    }

    pub(super) fn add_export(&self, name: Text, exported: Exported<'w>) {
        self.exports.borrow_mut().push((name, exported));
    }

    /// The outputs that stacks export, or may export, by this name, of the exports that are collected.
    pub(super) fn exports(&self, name: &Text) -> Vec<(Text, Exported<'w>)> {
        self.exports.borrow().iter().filter(|(exported, _)| may_mean(name, exported)).cloned().collect()
    }

    /// Lets the stacks go, and gives the problems of all files.
    pub(super) fn close(&self) -> Vec<Problem> {
        self.exports.take();
        self.problems.take()
    }
}

/// Whether an import by one name may mean an export by another. A name of which nothing is known may be any, and means
/// none of them.
pub(super) fn may_mean(import: &Text, export: &Text) -> bool {
    let says_nothing = [import, export].into_iter().any(|name| name.only_hole().is_some());
    match import.same(export) {
        Truth::True => true,
        Truth::Unknown => !says_nothing,
        Truth::False => false,
    }
}
