//! What names mean at a place of a rule, and what one evaluation has worked out so far.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::made::Made;
use super::ruling::Ruling;
use super::selected::{Selected, Ways};
use super::tree::{File, Let};
use crate::value::{Unknown, Value};

/// How much one evaluation of a file may cost: clauses, steps of queries, and pairs of values that are compared.
const MAX_EFFORT: usize = 1_000_000;

/// How deep clauses may nest, over all rules and variables that ask for each other.
const MAX_NESTING: usize = 128;

/// Why a clause is asked: whoever asserts what cannot be asked fails, and a condition of that kind says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    Assertion,
    Gate,
}

/// One evaluation of a file over a document.
#[derive(Debug)]
pub(super) struct Evaluation<'d> {
    pub(super) file: &'d File,
    pub(super) document: &'d Value,
    pub(super) made: &'d Made,
    pub(super) ways: Ways<'d>,
    /// The keys that filters bound to names.
    pub(super) captured: RefCell<BTreeMap<&'d str, Vec<Selected<'d>>>>,
    /// What rules came to that other rules ask for.
    pub(super) rulings: RefCell<BTreeMap<(&'d str, Role), Ruling<'d>>>,
    effort: Cell<usize>,
    nesting: Cell<usize>,
}

/// What names mean at a place, and which value the place is about.
#[derive(Debug)]
pub(super) struct Scope<'s, 'd> {
    pub(super) here: Selected<'d>,
    pub(super) lets: &'d [Let],
    pub(super) outer: Option<&'s Scope<'s, 'd>>,
    pub(super) run: &'s Evaluation<'d>,
    /// What variables of this scope came to.
    pub(super) bound: RefCell<Vec<Bound<'d>>>,
}

/// The name of a variable and what it came to; nothing while that is worked out.
pub(super) type Bound<'d> = (&'d str, Option<Rc<[Selected<'d>]>>);

impl<'d> Evaluation<'d> {
    pub(super) fn new(file: &'d File, document: &'d Value, made: &'d Made) -> Self {
        Evaluation {
            file,
            document,
            made,
            ways: Ways::new(),
            captured: RefCell::default(),
            rulings: RefCell::default(),
            effort: Cell::new(0),
            nesting: Cell::new(0),
        }
    }

    /// Why something of the rules cannot be told, whatever the document says.
    pub(super) fn unknown(&self, expression: &str, why: impl Into<crate::value::Reason>) -> &'d Arc<Unknown> {
        self.made.unknown(expression, self.document.span(), why)
    }

    /// Counts what was done; the unknown where it is too much.
    pub(super) fn spend(&self, effort: usize) -> Option<&'d Arc<Unknown>> {
        let spent = self.effort.get().saturating_add(effort);
        self.effort.set(spent);
        let is_over = spent.saturating_add(self.ways.taken()) > MAX_EFFORT;
        is_over.then(|| self.unknown("the rule", format!("takes more than {MAX_EFFORT} steps on this document")))
    }

    /// Does something one level deeper; the unknown where that is too deep.
    pub(super) fn deeper<T>(&self, inside: impl FnOnce() -> T) -> Result<T, &'d Arc<Unknown>> {
        let nesting = self.nesting.get();
        if nesting >= MAX_NESTING {
            return Err(self.unknown("the rule", format!("nests deeper than {MAX_NESTING} over what it asks for")));
        }
        self.nesting.set(nesting + 1);
        let done = inside();
        self.nesting.set(nesting);
        Ok(done)
    }
}

impl<'d> Scope<'_, 'd> {
    /// A scope within this one.
    pub(super) fn inner<'i>(&'i self, here: Selected<'d>, lets: &'d [Let]) -> Scope<'i, 'd> {
        Scope { here, lets, outer: Some(self), run: self.run, bound: RefCell::default() }
    }
}
