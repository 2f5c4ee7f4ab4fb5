//! Selects values of the document, without losing what is unknown on the way.

use std::rc::Rc;
use std::sync::Arc;

use super::Status;
use super::evaluate::Scope;
use super::tree::{Conjunction, Literal, Operand, Part, Query};
use crate::source::Span;
use crate::value::{Entry, Kind, Unknown, Value};

/// One thing that a query came to.
#[derive(Clone, Debug)]
pub(super) struct Selected<'d> {
    pub(super) found: Found<'d>,
    /// The way from the document's root; shared, since most ways are never read.
    path: Option<Rc<Step>>,
    /// The key that led here, else the value itself: where something is missing below it, the place to mend.
    pub(super) at: Option<Span>,
    /// Why it may not be selected at all: filters that are not decided for it.
    pub(super) doubts: Vec<Arc<Unknown>>,
}

/// The last step of a way, behind the steps before it.
#[derive(Debug)]
struct Step {
    name: Arc<str>,
    before: Option<Rc<Step>>,
}

/// What stands at the end of a query.
#[derive(Clone, Debug)]
pub(super) enum Found<'d> {
    /// A value.
    Value(&'d Value),
    /// A literal that a variable is bound to.
    Literal(&'d Literal),
    /// Nothing; [`Selected::at`] is that of the deepest value that is there.
    Missing,
    /// The document does not decide what stands there.
    Unknown(Arc<Unknown>),
}

impl<'d> Selected<'d> {
    /// The document itself.
    pub(super) fn root(document: &'d Value) -> Self {
        Selected { found: Found::Value(document), path: None, at: Some(document.span()), doubts: Vec::new() }
    }

    /// A literal of a rule, which stands nowhere in the document.
    pub(super) fn literal(literal: &'d Literal) -> Self {
        Selected { found: Found::Literal(literal), path: None, at: None, doubts: Vec::new() }
    }

    /// The keys and indices from the document's root.
    pub(super) fn path(&self) -> Vec<Arc<str>> {
        let steps = std::iter::successors(self.path.as_ref(), |step| step.before.as_ref());
        let mut path: Vec<_> = steps.map(|step| Arc::clone(&step.name)).collect();
        path.reverse();
        path
    }

    fn step(&self, name: impl Into<Arc<str>>, found: Found<'d>) -> Self {
        let path = Some(Rc::new(Step { name: name.into(), before: self.path.clone() }));
        Selected { found, path, at: self.at, doubts: self.doubts.clone() }
    }

    fn at(self, span: Span) -> Self {
        Selected { at: Some(span), ..self }
    }
}

impl<'d> Scope<'_, 'd> {
    /// Everything that a query selects. Empty only where a filter leaves nothing.
    pub(super) fn select(&self, query: &'d Query) -> Vec<Selected<'d>> {
        let mut selected = vec![self.here.clone()];
        for part in &query.parts {
            selected = match part {
                Part::This => selected,
                Part::Variable(name) => self.variable(name),
                Part::Filter(conditions) => selected.into_iter().flat_map(|it| self.filter(it, conditions)).collect(),
                step => selected.into_iter().flat_map(|it| steps(it, step)).collect(),
            };
        }
        selected
    }

    /// What a variable is bound to, worked out once where it is bound.
    fn variable(&self, name: &str) -> Vec<Selected<'d>> {
        let mut scope = Some(self);
        while let Some(inner) = scope {
            if let Some(bound) = inner.lets.iter().rev().find(|bound| *bound.name == *name) {
                let known = inner.bound.borrow().get(name).cloned();
                return known.unwrap_or_else(|| {
                    let selected = match &bound.value {
                        Operand::Literal(literal) => vec![Selected::literal(literal)],
                        Operand::Query(query) => inner.select(query),
                    };
                    inner.bound.borrow_mut().insert(&bound.name, selected.clone());
                    selected
                });
            }
            scope = inner.outer;
        }
        Vec::new()
    }

    /// A filter keeps the values for which its conditions hold; on a list it looks at each element.
    fn filter(&self, selected: Selected<'d>, conditions: &'d Conjunction) -> Vec<Selected<'d>> {
        let Found::Value(value) = selected.found else { return vec![selected] };
        if matches!(value.kind, Kind::List(_)) {
            return steps(selected, &Part::AllIndices).into_iter().flat_map(|it| self.filter(it, conditions)).collect();
        }
        let inner = self.inner(selected.clone(), &[]);
        let ruling = inner.conjunction(conditions);
        match ruling.status {
            Status::Pass => vec![selected],
            Status::Fail | Status::Skip => Vec::new(),
            Status::Unknown => {
                let mut selected = selected;
                selected.doubts.extend(ruling.unknowns);
                vec![selected]
            }
        }
    }
}

/// Where one step leads. What is not there is [`Found::Missing`], and stays so for the steps behind it.
fn steps<'d>(from: Selected<'d>, part: &'d Part) -> Vec<Selected<'d>> {
    let Found::Value(value) = from.found else { return vec![from] };
    match (&value.kind, part) {
        (Kind::Unknown(unknown), _) => vec![from.step("?", Found::Unknown(Arc::clone(unknown)))],
        (Kind::Choice(choice), _) => vec![from.step("?", Found::Unknown(Arc::clone(&choice.condition)))],
        (Kind::Map(map), Part::Key(key)) => vec![match (map.entry(key), &map.rest) {
            (Some(entry), _) if entry.value.is_null() => {
                from.step(Arc::clone(key), Found::Missing).at(entry.value.span())
            }
            (Some(entry), _) => from.step(Arc::clone(key), found(&entry.value)).at(entry.key_span),
            (None, Some(unknown)) => from.step(Arc::clone(key), Found::Unknown(Arc::clone(unknown))),
            (None, None) => from.step(Arc::clone(key), Found::Missing),
        }],
        (Kind::Map(map), Part::AllValues) => {
            let entries = map.iter().filter(|(_, entry)| !entry.value.is_null());
            let step = |(key, entry): (&Arc<str>, &'d Entry)| {
                from.step(Arc::clone(key), found(&entry.value)).at(entry.key_span)
            };
            let known = entries.map(step).collect();
            or_missing(&from, known, map.rest.as_ref())
        }
        (Kind::List(list), Part::AllValues | Part::AllIndices) => {
            let items = list.items.iter().enumerate();
            let known = items.map(|(at, item)| from.step(at.to_string(), found(item)).at(item.span())).collect();
            or_missing(&from, known, list.rest.as_ref())
        }
        (Kind::List(list), Part::Index(at)) => {
            let step = |found| from.step(at.to_string(), found);
            vec![match (list.items.get(*at), &list.rest) {
                (Some(item), _) => step(found(item)).at(item.span()),
                (None, Some(unknown)) => step(Found::Unknown(Arc::clone(unknown))),
                (None, None) => step(Found::Missing),
            }]
        }
        // A single value where a list may stand, as CloudFormation itself accepts it.
        (_, Part::AllIndices) => vec![from],
        (_, Part::AllValues) => vec![from],
        (_, step) => vec![from.step(name_of(step), Found::Missing)],
    }
}

fn found(value: &Value) -> Found<'_> {
    match &value.kind {
        Kind::Unknown(unknown) => Found::Unknown(Arc::clone(unknown)),
        Kind::Choice(choice) => Found::Unknown(Arc::clone(&choice.condition)),
        _ => Found::Value(value),
    }
}

fn or_missing<'d>(from: &Selected<'d>, mut known: Vec<Selected<'d>>, rest: Option<&Arc<Unknown>>) -> Vec<Selected<'d>> {
    if let Some(unknown) = rest {
        let mut more = from.step("*", Found::Unknown(Arc::clone(unknown)));
        more.doubts.push(Arc::clone(unknown));
        known.push(more);
    } else if known.is_empty() {
        known.push(from.step("*", Found::Missing));
    }
    known
}

fn name_of(part: &Part) -> Arc<str> {
    match part {
        Part::Key(key) => Arc::clone(key),
        Part::Index(at) => at.to_string().into(),
        _ => "*".into(),
    }
}
