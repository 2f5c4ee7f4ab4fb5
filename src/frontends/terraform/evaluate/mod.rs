//! What an expression is, as far as the code decides it.
//!
//! Evaluation is lazy: a variable, a local or an attribute is evaluated when something asks for it, once. What cannot
//! be decided is an unknown that says why; a condition that is left open makes a choice of both branches. Depth and
//! work are bounded, because a few lines of HCL can ask for exponentially large values.

mod big;
mod blocks;
mod call;
mod checks;
mod claim;
mod condition;
mod constraint;
mod conversion;
mod distribute;
mod draft;
mod element;
mod expand;
mod expression;
mod failure;
mod for_expression;
mod functions;
mod instance;
mod knowledge;
mod operation;
mod policy_document;
mod provider;
mod reading;
mod reference;
mod resource;
mod run;
mod scope;
mod template;
mod types;
mod unknown;
mod walk;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::{Rc, Weak};

use super::load::Place;
use super::module::Module;
use crate::finding::{Problem, ProblemKind};
use crate::model::Family;
use crate::source::Span;
use crate::value::{PastBound, Value};

pub(super) use blocks::{Block, first_of};
pub(in crate::frontends) use distribute::{each_answer, each_branch};
pub(in crate::frontends) use policy_document::policy_document;
pub(in crate::frontends) use provider::leads_away;
pub(in crate::frontends) use resource::{account_and_name, arn_of, arn_of_key, computed, domain_of, generated_name};
pub(super) use run::Run;
pub(super) use scope::Scope;

/// How deep expressions may be nested, those behind references included.
const MAX_DEPTH: usize = 150;

/// How deep a value may be nested.
const MAX_VALUE_DEPTH: usize = 100;

/// Evaluates the expressions of one instance of a module.
pub(super) struct Evaluator<'m> {
    pub(super) module: &'m Module<'m>,
    /// What stands before every address and every symbol: nothing in the root, `module.logs.` below it.
    path: String,
    /// The collections for whose elements it is called, the outermost first.
    pub(super) families: Vec<Family>,
    /// Who calls the module; nobody calls the root.
    caller: Option<call::Caller<'m>>,
    run: Rc<Run<'m>>,
    /// Itself, for the modules that it calls.
    me: Weak<Evaluator<'m>>,
    memo: RefCell<HashMap<String, Slot>>,
    /// Variables whose declaration is being asked what it says of their values.
    asked: RefCell<HashSet<String>>,
    expansions: RefCell<HashMap<String, Rc<expand::Expansion>>>,
    /// The modules that it calls, by the addresses of the calls' instances.
    children: RefCell<HashMap<String, call::Child<'m>>>,
}

/// A remembered value.
enum Slot {
    /// Being evaluated: whoever asks for it now asks in a circle.
    Busy,
    Done(Rc<Value>),
}

/// Where an expression stands and which names it sees beside those of the module.
#[derive(Clone, Copy)]
pub(super) struct Context<'c> {
    pub(super) place: Place,
    pub(super) scope: &'c Scope,
}

impl<'m> Evaluator<'m> {
    /// The evaluator of a root module.
    pub(super) fn root(module: &'m Module<'m>, run: Rc<Run<'m>>) -> Rc<Self> {
        Evaluator::new(module, String::new(), Vec::new(), None, run)
    }

    fn new(
        module: &'m Module<'m>,
        path: String,
        families: Vec<Family>,
        caller: Option<call::Caller<'m>>,
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
    pub(super) fn report(&self, problem: Problem) {
        self.run.report(problem);
    }

    /// A copy of what [`recall`](Self::recall) gives.
    fn remember(&self, key: &str, shown: &str, span: Span, compute: impl FnOnce() -> Value) -> Value {
        self.copy(&self.recall(key, shown, span, compute), span)
    }

    /// The value of a name, evaluated the first time it is asked for. A name that asks for itself is a problem and
    /// unknown.
    fn recall(&self, key: &str, shown: &str, span: Span, compute: impl FnOnce() -> Value) -> Rc<Value> {
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
    fn recalled(&self, key: &str) -> Option<Rc<Value>> {
        match self.memo.borrow().get(key) {
            Some(Slot::Done(value)) => Some(Rc::clone(value)),
            Some(Slot::Busy) | None => None,
        }
    }

    fn circle(&self, shown: &str, span: Span) -> Value {
        let message = format!("`{shown}` refers to itself");
        self.report(
            Problem::at(ProblemKind::Invalid, span, message)
                .help("its value is unknown; break the circle of references"),
        );
        self.unknown(span, self.unique(shown), "refers to itself")
    }

    /// What a computation makes that others may lie inside of, so many deep as the bound allows.
    fn nested(&self, span: Span, compute: &dyn Fn() -> Value) -> Value {
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
    fn copy(&self, value: &Value, span: Span) -> Value {
        if self.charge(value) { value.clone() } else { self.too_large(span) }
    }

    /// Whether there is work left to handle a value.
    fn charge(&self, value: &Value) -> bool {
        self.run.budget.charge(value, MAX_VALUE_DEPTH)
    }

    /// Whether there is so much work left.
    fn spend(&self, steps: usize) -> bool {
        self.run.budget.spend(steps)
    }

    fn too_large(&self, span: Span) -> Value {
        self.run.report_once(|| {
            let steps = self.run.budget.max_steps();
            let message = format!("evaluating this module takes more than {steps} steps or {MAX_VALUE_DEPTH} levels");
            let problem = Problem::at(ProblemKind::Limit, span, message);
            problem.help("what is not evaluated is unknown, and named as such")
        });
        self.unknown(span, self.unique("bound"), PastBound::Evaluation)
    }
}
