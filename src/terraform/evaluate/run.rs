//! What all module instances of one root share: what was found at fault, and how much work is left.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::functions::pattern_of;
use super::there::Element;
use crate::finding::{OfAll, Problem, ProblemKind};
use crate::source::{Library, Span};
use crate::terraform::given::Given;
use crate::terraform::modules::Modules;
use crate::terraform::provider::Provider;
use crate::unit::Budget;
use crate::value::{Pattern, Symbol};

/// The evaluation of one root module.
pub(crate) struct Run<'m> {
    pub(super) library: &'m Library<'m>,
    pub(super) modules: &'m Modules<'m>,
    /// What knows the types that the code declares.
    pub(super) provider: &'m dyn Provider,
    /// What the user gives for the root's variables.
    pub(super) given: &'m Given<'m>,
    problems: RefCell<Vec<Problem>>,
    reported: RefCell<HashSet<(Option<Span>, String)>>,
    /// Calls of modules that are not installed: where, and what to say of each.
    not_installed: RefCell<Vec<(Span, String)>>,
    /// Resources that would be judged, and calls of modules with such, of which there is no instance.
    not_made: RefCell<Vec<(Span, Arc<str>)>>,
    pub(super) depth: Cell<usize>,
    /// How many templates of files are being read inside of each other.
    pub(super) templates: Cell<usize>,
    pub(super) serial: Cell<usize>,
    /// Whether something catches the errors of what is being evaluated.
    pub(super) is_caught: Cell<bool>,
    /// How many elements that are not known the expression at hand goes through, one inside of the other.
    pub(super) levels: Cell<usize>,
    /// What any element is of collections that are not known, where more than nothing is.
    pub(super) elements: RefCell<HashMap<Symbol, Rc<Element>>>,
    /// Patterns that declarations name, each compiled once.
    patterns: RefCell<HashMap<String, Option<Arc<Pattern>>>>,
    pub(in crate::terraform) budget: &'m Budget,
    is_too_large: Cell<bool>,
    is_crowded: Cell<bool>,
}

impl<'m> Run<'m> {
    pub(crate) fn new(
        library: &'m Library<'m>,
        modules: &'m Modules<'m>,
        provider: &'m dyn Provider,
        given: &'m Given<'m>,
        budget: &'m Budget,
    ) -> Self {
        Run {
            library,
            modules,
            provider,
            given,
            problems: RefCell::default(),
            reported: RefCell::default(),
            not_installed: RefCell::default(),
            not_made: RefCell::default(),
            depth: Cell::new(0),
            templates: Cell::new(0),
            serial: Cell::new(0),
            is_caught: Cell::new(false),
            levels: Cell::new(0),
            elements: RefCell::default(),
            patterns: RefCell::default(),
            budget,
            is_too_large: Cell::new(false),
            is_crowded: Cell::new(false),
        }
    }

    /// What stood in the way.
    pub(crate) fn problems(&self) -> Vec<Problem> {
        let mut problems = self.problems.take();
        problems.extend(self.note_of_not_installed());
        problems
    }

    pub(super) fn report(&self, problem: Problem) {
        if self.reported.borrow_mut().insert((problem.span, problem.message.clone())) {
            self.problems.borrow_mut().push(problem);
        }
    }

    /// Reports that the bound of work is met, the first time.
    pub(super) fn report_once(&self, problem: impl FnOnce() -> Problem) {
        if !self.is_too_large.replace(true) {
            self.report(problem());
        }
    }

    /// A pattern in Go's syntax, compiled the first time it is asked for; `None` where it is none that is understood.
    pub(super) fn pattern(&self, text: &str) -> Option<Arc<Pattern>> {
        let mut patterns = self.patterns.borrow_mut();
        if let Some(known) = patterns.get(text) {
            return known.clone();
        }
        let compiled = pattern_of(text).map(Arc::new);
        patterns.insert(text.to_owned(), compiled.clone());
        compiled
    }

    /// Whether this is asked for the first time.
    pub(super) fn is_first(&self, what: String) -> bool {
        self.reported.borrow_mut().insert((None, what))
    }

    /// Takes up to so many instances of those that are left, and says how many.
    pub(super) fn take_instances(&self, wanted: usize, at: Span) -> usize {
        let taken = self.budget.take_instances(wanted);
        if taken < wanted {
            self.tell_of_instances(at);
        }
        taken
    }

    /// Whether an instance is left.
    pub(super) fn has_instances(&self, at: Span) -> bool {
        let are_left = self.budget.has_instances();
        if !are_left {
            self.tell_of_instances(at);
        }
        are_left
    }

    fn tell_of_instances(&self, at: Span) {
        let most = self.budget.max_instances();
        let message = format!("there are more than {most} instances of resources and modules");
        let problem = Problem::at(ProblemKind::Limit, at, message);
        if !self.is_crowded.replace(true) {
            self.report(problem.help("the instances past that are not judged"));
        }
    }

    /// Keeps a call of a module that is not installed for the one note of them all.
    pub(super) fn not_installed(&self, at: Span, what: String) {
        let mut all = self.not_installed.borrow_mut();
        if self.reported.borrow_mut().insert((Some(at), String::new())) {
            all.push((at, what));
        }
    }

    /// Keeps something of which there is no instance.
    pub(super) fn not_made(&self, at: Span, address: String) {
        self.not_made.borrow_mut().push((at, address.into()));
    }

    /// What there is no instance of.
    pub(crate) fn all_not_made(&self) -> Vec<(Span, Arc<str>)> {
        self.not_made.take()
    }

    fn note_of_not_installed(&self) -> Option<Problem> {
        let all = self.not_installed.take();
        let (first, _) = all.first()?;
        let of_all = OfAll {
            one: "a module is called that is not installed here",
            many: "modules are called that are not installed here",
            names: all.iter().map(|(_, what)| what.clone()).collect(),
        };
        let help = "its resources are not judged and its outputs are unknown; after `terraform init` they are read";
        Some(Problem::of_all(ProblemKind::Unread, *first, of_all).help(help))
    }
}
