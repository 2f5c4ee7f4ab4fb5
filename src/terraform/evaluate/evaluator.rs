//! The evaluator of one instance of a module: what it remembers, and what work is left.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::{Rc, Weak};

use super::expansion::{Expansion, Instance};
use super::run::Run;
use super::scope::Scope;
use crate::finding::{Problem, ProblemKind};
use crate::model::Family;
use crate::source::Span;
use crate::terraform::load::Place;
use crate::terraform::module::{Declaration, Module};
use crate::terraform::modules::Absent;
use crate::value::{PastBound, Value};

/// How deep expressions may be nested, those behind references included.
const MAX_DEPTH: usize = 150;

/// How deep a value may be nested.
const MAX_VALUE_DEPTH: usize = 100;

/// Evaluates the expressions of one instance of a module.
pub(crate) struct Evaluator<'m> {
    pub(crate) module: &'m Module<'m>,
    /// What stands before every address and every symbol: nothing in the root, `module.logs.` below it.
    pub(super) path: String,
    /// The collections for whose elements it is called, the outermost first.
    pub(crate) families: Vec<Family>,
    /// Who calls the module; nobody calls the root.
    pub(super) caller: Option<Caller<'m>>,
    pub(super) run: Rc<Run<'m>>,
    /// Itself, for the modules that it calls.
    pub(super) me: Weak<Evaluator<'m>>,
    memo: RefCell<HashMap<String, Slot>>,
    /// Variables whose declaration is being asked what it says of their values.
    pub(super) asked: RefCell<HashSet<String>>,
    pub(super) expansions: RefCell<HashMap<String, Rc<Expansion>>>,
    /// The modules that it calls, by the addresses of the calls' instances.
    pub(super) children: RefCell<HashMap<String, Child<'m>>>,
}

/// Who calls a module.
pub(super) struct Caller<'m> {
    pub(super) evaluator: Weak<Evaluator<'m>>,
    pub(super) call: &'m Declaration<'m>,
    pub(super) instance: Instance,
    /// The names of the calls on the way from the root, joined with dots.
    pub(super) names: String,
    pub(super) depth: usize,
}

impl Caller<'_> {
    /// Whether the call does not parse, so that nobody knows what it gives.
    pub(super) fn is_cut(&self) -> bool {
        self.evaluator.upgrade().is_some_and(|evaluator| evaluator.module.broken.contains_key(&self.call.address()))
    }
}

/// An instance of a called module, or why it is not followed.
pub(super) type Child<'m> = Result<Rc<Evaluator<'m>>, Absent>;

/// A remembered value.
enum Slot {
    /// Being evaluated: whoever asks for it now asks in a circle.
    Busy,
    Done(Rc<Value>),
}

/// Where an expression stands and which names it sees beside those of the module.
#[derive(Clone, Copy)]
pub(in crate::terraform) struct Context<'c> {
    pub(in crate::terraform) place: Place,
    pub(in crate::terraform) scope: &'c Scope,
}

impl<'m> Evaluator<'m> {
    /// The evaluator of a root module.
    pub(crate) fn root(module: &'m Module<'m>, run: Rc<Run<'m>>) -> Rc<Self> {
        Evaluator::new(module, String::new(), Vec::new(), None, run)
    }

    pub(super) fn new(
        module: &'m Module<'m>,
        path: String,
        families: Vec<Family>,
        caller: Option<Caller<'m>>,
        run: Rc<Run<'m>>,
    ) -> Rc<Self> {
        Rc::new_cyclic(|me| Evaluator {
            module,
            path,
            families,
            caller,
            run,
            me: me.clone(),
            memo: RefCell::default(),
            asked: RefCell::default(),
            expansions: RefCell::default(),
            children: RefCell::default(),
        })
    }

    /// Reports a problem, once for each place and message.
    pub(in crate::terraform) fn report(&self, problem: Problem) {
        self.run.report(problem);
    }

    /// A copy of what [`recall`](Self::recall) gives.
    pub(super) fn remember(&self, key: &str, shown: &str, span: Span, compute: impl FnOnce() -> Value) -> Value {
        self.copy(&self.recall(key, shown, span, compute), span)
    }

    /// The value of a name, evaluated the first time it is asked for. A name that asks for itself is a problem and
    /// unknown.
    pub(super) fn recall(&self, key: &str, shown: &str, span: Span, compute: impl FnOnce() -> Value) -> Rc<Value> {
        if let Some(known) = self.recalled(key) {
            return known;
        }
        if self.memo.borrow().contains_key(key) {
            return Rc::new(self.circle(shown, span));
        }
        self.memo.borrow_mut().insert(key.to_owned(), Slot::Busy);
        // What has a name stands by itself, wherever it is asked for first.
        let levels = self.run.levels.replace(0);
        let value = compute();
        self.run.levels.set(levels);
        let value = Rc::new(if self.charge(&value) { value } else { self.too_large(span) });
        self.memo.borrow_mut().insert(key.to_owned(), Slot::Done(Rc::clone(&value)));
        value
    }

    /// The value of a name that is evaluated.
    pub(super) fn recalled(&self, key: &str) -> Option<Rc<Value>> {
        match self.memo.borrow().get(key) {
            Some(Slot::Done(value)) => Some(Rc::clone(value)),
            Some(Slot::Busy) | None => None,
        }
    }

    pub(super) fn circle(&self, shown: &str, span: Span) -> Value {
        let message = format!("`{shown}` refers to itself");
        self.report(
            Problem::at(ProblemKind::Invalid, span, message)
                .help("its value is unknown; break the circle of references"),
        );
        self.unknown(span, self.unique(shown), "refers to itself")
    }

    /// What a computation makes that others may lie inside of, so many deep as the bound allows.
    pub(super) fn nested(&self, span: Span, compute: &dyn Fn() -> Value) -> Value {
        let depth = self.run.depth.get();
        if depth >= MAX_DEPTH || !self.spend(1) {
            return self.too_large(span);
        }
        self.run.depth.set(depth + 1);
        let value = compute();
        self.run.depth.set(depth);
        value
    }

    /// A copy of a value, counted as work.
    pub(super) fn copy(&self, value: &Value, span: Span) -> Value {
        if self.charge(value) { value.clone() } else { self.too_large(span) }
    }

    /// Whether there is work left to handle a value.
    pub(super) fn charge(&self, value: &Value) -> bool {
        self.run.budget.charge(value, MAX_VALUE_DEPTH)
    }

    /// Whether there is so much work left.
    pub(super) fn spend(&self, steps: usize) -> bool {
        self.run.budget.spend(steps)
    }

    pub(super) fn too_large(&self, span: Span) -> Value {
        self.run.report_once(|| {
            let steps = self.run.budget.max_steps();
            let message = format!("evaluating this module takes more than {steps} steps or {MAX_VALUE_DEPTH} levels");
            let problem = Problem::at(ProblemKind::Limit, span, message);
            problem.help("what is not evaluated is unknown, and named as such")
        });
        self.unknown(span, self.unique("bound"), PastBound::Evaluation)
    }
}
