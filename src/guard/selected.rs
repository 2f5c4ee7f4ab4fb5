//! What queries select, and the way to it.

use std::cell::RefCell;
use std::sync::Arc;

use super::tree::Literal;
use crate::source::Span;
use crate::value::{Kind, Step as Origin, Unknown, Value};

/// One thing that a query came to.
#[derive(Clone, Debug)]
pub(super) struct Selected<'d> {
    pub(super) found: Found<'d>,
    /// The way from the document's root; `None` for the root itself.
    pub(super) way: Option<Way>,
    /// The key that led here, else the value itself: where something is missing below it, the place to mend.
    pub(super) at: Option<Span>,
    /// How the value came here that says that nothing is set.
    pub(super) unset: Option<&'d Arc<Origin>>,
    /// Why it may not be selected at all: filters that are not decided for it.
    pub(super) doubts: Vec<Arc<Unknown>>,
    /// The spelling of keys that a query had to take.
    pub(super) spelling: Option<usize>,
}

/// Every step that was taken in an evaluation. Most ways are never read, so a step costs no memory of its own.
#[derive(Debug)]
pub(super) struct Ways<'d> {
    steps: RefCell<Vec<Step<'d>>>,
}

/// The index of the last step of a way.
pub(super) type Way = usize;

/// A step, and the step before it.
#[derive(Clone, Copy, Debug)]
struct Step<'d> {
    name: Name<'d>,
    before: Option<Way>,
}

/// What a step is called.
#[derive(Clone, Copy, Debug)]
pub(super) enum Name<'d> {
    Key(&'d str),
    Index(usize),
}

/// What stands at the end of a query.
#[derive(Clone, Copy, Debug)]
pub(super) enum Found<'d> {
    /// A value.
    Value(&'d Value),
    /// A literal of the rule, as it is written: some comparisons take it as more than one value.
    Literal(&'d Literal),
    /// A part of a literal, or one that was handed to a rule.
    Part(&'d Literal),
    /// Nothing; [`Selected::at`] is that of the deepest value that is there.
    Missing,
    /// The document does not decide what stands there.
    Unknown(&'d Arc<Unknown>),
    /// It could not be asked for.
    Error(&'d Arc<Unknown>),
}

impl<'d> Found<'d> {
    /// What a value is to those who look at it.
    pub(super) fn of(value: &'d Value) -> Self {
        match &value.kind {
            Kind::Unknown(unknown) => Found::Unknown(unknown),
            Kind::Choice(choice) => Found::Unknown(&choice.condition),
            _ => Found::Value(value),
        }
    }
}

impl<'d> Selected<'d> {
    /// The document itself.
    pub(super) fn root(document: &'d Value) -> Self {
        Selected { at: Some(document.span()), ..Selected::nowhere(Found::Value(document)) }
    }

    /// What stands nowhere in the document.
    pub(super) fn nowhere(found: Found<'d>) -> Self {
        Selected { found, way: None, at: None, unset: None, doubts: Vec::new(), spelling: None }
    }

    /// What was made of this one, in its place.
    pub(super) fn made(&self, found: Found<'d>) -> Self {
        Selected { found, spelling: None, ..self.clone() }
    }

    pub(super) fn at(self, span: Span) -> Self {
        Selected { at: Some(span), ..self }
    }

    pub(super) fn doubted(mut self, doubts: &[Arc<Unknown>]) -> Self {
        self.doubts.extend(doubts.iter().cloned());
        self
    }
}

impl<'d> Ways<'d> {
    /// No step yet.
    pub(super) fn new() -> Self {
        // Room for what most rules take.
        Ways { steps: RefCell::new(Vec::with_capacity(64)) }
    }

    /// The keys and indices from the document's root to what was selected.
    pub(super) fn path(&self, selected: &Selected<'_>) -> Vec<String> {
        let steps = self.steps.borrow();
        let step = |way: Option<Way>| steps.get(way?);
        let taken = std::iter::successors(step(selected.way), |last| step(last.before));
        let name = |step: &Step<'_>| match step.name {
            Name::Key(key) => key.to_owned(),
            Name::Index(at) => at.to_string(),
        };
        let mut path: Vec<_> = taken.map(name).collect();
        path.reverse();
        path
    }

    /// What stands one step further.
    pub(super) fn step(&self, from: &Selected<'d>, name: Name<'d>, found: Found<'d>) -> Selected<'d> {
        let mut steps = self.steps.borrow_mut();
        steps.push(Step { name, before: from.way });
        let way = Some(steps.len() - 1);
        Selected { found, way, at: from.at, unset: None, doubts: from.doubts.clone(), spelling: from.spelling }
    }

    pub(super) fn key(&self, from: &Selected<'d>, key: &'d str, found: Found<'d>) -> Selected<'d> {
        self.step(from, Name::Key(key), found)
    }

    /// How many steps were taken.
    pub(super) fn taken(&self) -> usize {
        self.steps.borrow().len()
    }
}
