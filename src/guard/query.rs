//! Selects values of the document, without losing what is unknown on the way.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use super::Status;
use super::evaluate::Scope;
use super::tree::{Conjunction, Literal, Operand, Part, Query};
use crate::source::Span;
use crate::value::{Entry, Kind, Members, Step as Origin, Unknown, Value};

/// One thing that a query came to.
#[derive(Clone, Debug)]
pub(super) struct Selected<'d> {
    pub(super) found: Found<'d>,
    /// The way from the document's root; `None` for the root itself.
    way: Option<Way>,
    /// The key that led here, else the value itself: where something is missing below it, the place to mend.
    pub(super) at: Option<Span>,
    /// How the value came here that says that nothing is set.
    pub(super) unset: Option<&'d Arc<Origin>>,
    /// Why it may not be selected at all: filters that are not decided for it.
    pub(super) doubts: Vec<Arc<Unknown>>,
}

/// Every step that was taken in an evaluation. Most ways are never read, so a step costs no memory of its own.
#[derive(Debug)]
pub(super) struct Ways<'d> {
    steps: RefCell<Vec<Step<'d>>>,
}

/// The index of the last step of a way.
type Way = usize;

/// A step, and the step before it.
#[derive(Clone, Copy, Debug)]
struct Step<'d> {
    name: Name<'d>,
    before: Option<Way>,
}

/// What a step is called.
#[derive(Clone, Copy, Debug)]
enum Name<'d> {
    Key(&'d str),
    Index(usize),
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
    Unknown(&'d Arc<Unknown>),
}

impl<'d> Selected<'d> {
    /// The document itself.
    pub(super) fn root(document: &'d Value) -> Self {
        Selected {
            found: Found::Value(document),
            way: None,
            at: Some(document.span()),
            unset: None,
            doubts: Vec::new(),
        }
    }

    /// A literal of a rule, which stands nowhere in the document.
    pub(super) fn literal(literal: &'d Literal) -> Self {
        Selected { found: Found::Literal(literal), way: None, at: None, unset: None, doubts: Vec::new() }
    }

    fn at(self, span: Span) -> Self {
        Selected { at: Some(span), ..self }
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
    fn step(&self, from: &Selected<'d>, name: Name<'d>, found: Found<'d>) -> Selected<'d> {
        let mut steps = self.steps.borrow_mut();
        steps.push(Step { name, before: from.way });
        Selected { found, way: Some(steps.len() - 1), at: from.at, unset: None, doubts: from.doubts.clone() }
    }

    fn key(&self, from: &Selected<'d>, key: &'d str, found: Found<'d>) -> Selected<'d> {
        self.step(from, Name::Key(key), found)
    }
}

impl<'d> Scope<'_, 'd> {
    /// Everything that a query selects. Empty only where a filter leaves nothing.
    pub(super) fn select(&self, query: &'d Query) -> Vec<Selected<'d>> {
        let mut selected = Vec::new();
        match query.parts.as_slice() {
            [Part::Variable(name), rest @ ..] => {
                self.variable(name).iter().for_each(|it| self.walk(it.clone(), rest, &mut selected));
            }
            parts => self.walk(self.here.clone(), parts, &mut selected),
        }
        selected
    }

    /// Adds what the parts of a query come to from a place on.
    fn walk(&self, from: Selected<'d>, parts: &'d [Part], selected: &mut Vec<Selected<'d>>) {
        match parts.split_first() {
            None => selected.push(from),
            Some((Part::This | Part::Variable(_), rest)) => self.walk(from, rest, selected),
            Some((Part::Filter(conditions), rest)) => {
                self.filter(from, conditions, &mut |it| self.walk(it, rest, selected));
            }
            Some((step, rest)) => self.steps(from, step, &mut |it| self.walk(it, rest, selected)),
        }
    }

    /// What a variable is bound to, worked out once where it is bound.
    fn variable(&self, name: &str) -> Rc<[Selected<'d>]> {
        let mut scope = Some(self);
        while let Some(inner) = scope {
            if let Some(bound) = inner.lets.iter().rev().find(|bound| *bound.name == *name) {
                let known = inner.bound.borrow().iter().find(|(it, _)| *it == name).map(|(_, it)| Rc::clone(it));
                return known.unwrap_or_else(|| {
                    let selected: Rc<[_]> = inner.operand(&bound.value).into();
                    inner.bound.borrow_mut().push((&bound.name, Rc::clone(&selected)));
                    selected
                });
            }
            scope = inner.outer;
        }
        Rc::from([])
    }

    /// What stands on the right side of a comparison.
    pub(super) fn operand(&self, operand: &'d Operand) -> Vec<Selected<'d>> {
        match operand {
            Operand::Literal(literal) => vec![Selected::literal(literal)],
            Operand::Query(query) => self.select(query),
        }
    }

    /// A filter keeps the values for which its conditions hold; on a list it looks at each element.
    fn filter(&self, from: Selected<'d>, conditions: &'d Conjunction, kept: &mut dyn FnMut(Selected<'d>)) {
        let Found::Value(value) = from.found else { return kept(from) };
        if matches!(value.kind, Kind::List(_) | Kind::Set(_)) {
            return self.steps(from, &Part::AllIndices, &mut |it| self.filter(it, conditions, kept));
        }
        let inner = self.inner(from.clone(), &[]);
        let ruling = inner.conjunction(conditions);
        match ruling.status {
            Status::Pass => kept(from),
            Status::Fail | Status::Skip => {}
            Status::Unknown => {
                let mut from = from;
                from.doubts.extend(ruling.unknowns);
                kept(from);
            }
        }
    }

    /// Where one step leads. What is not there is [`Found::Missing`], and stays so for the steps behind it.
    fn steps(&self, from: Selected<'d>, part: &'d Part, reach: &mut dyn FnMut(Selected<'d>)) {
        let Found::Value(value) = from.found else { return reach(from) };
        let ways = self.ways;
        match (&value.kind, part) {
            (Kind::Unknown(unknown), _) => reach(ways.key(&from, "?", Found::Unknown(unknown))),
            (Kind::Choice(choice), _) => reach(ways.key(&from, "?", Found::Unknown(&choice.condition))),
            (Kind::Map(map), Part::Key(key)) => reach(match (map.entry(key), &map.rest) {
                (Some(entry), _) if entry.value.is_null() => {
                    let unset = entry.value.origin.via.as_ref();
                    Selected { unset, ..ways.key(&from, key, Found::Missing).at(entry.value.span()) }
                }
                (Some(entry), _) => ways.key(&from, key, found(&entry.value)).at(entry.key_span),
                (None, Some(unknown)) => ways.key(&from, key, Found::Unknown(unknown)),
                (None, None) => ways.key(&from, key, Found::Missing),
            }),
            (Kind::Map(map), Part::AllValues) => {
                let there = || map.iter().filter(|(_, entry)| !entry.value.is_null());
                for (key, Entry { key_span, value }) in there() {
                    reach(ways.key(&from, key, found(value)).at(*key_span));
                }
                self.what_else(&from, there().next().is_none(), map.rest.as_ref(), reach);
            }
            (Kind::List(_) | Kind::Set(_), Part::AllValues | Part::AllIndices) => {
                let Some(Members { items, rest }) = value.members() else { return };
                for (at, item) in items.iter().enumerate() {
                    reach(ways.step(&from, Name::Index(at), found(item)).at(item.span()));
                }
                self.what_else(&from, items.is_empty(), rest, reach);
            }
            (Kind::List(list), Part::Index(at)) => {
                let step = |found| ways.step(&from, Name::Index(*at), found);
                let moved = list.items.iter().take(*at).find_map(Value::may_be_unset);
                reach(match (list.items.get(*at), moved.or(list.rest.as_ref())) {
                    (Some(_), Some(unknown)) if moved.is_some() => step(Found::Unknown(unknown)),
                    (Some(item), _) => step(found(item)).at(item.span()),
                    (None, Some(unknown)) => step(Found::Unknown(unknown)),
                    (None, None) => step(Found::Missing),
                });
            }
            (Kind::Set(set), Part::Index(at)) => {
                let step = |found| ways.step(&from, Name::Index(*at), found);
                reach(match (set.in_order(), set.cause()) {
                    (Some(items), _) => {
                        items.get(*at).map_or_else(|| step(Found::Missing), |item| step(found(item)).at(item.span()))
                    }
                    (None, Some(unknown)) => step(Found::Unknown(unknown)),
                    (None, None) => step(Found::Missing),
                });
            }
            // A single value where a list may stand, as CloudFormation itself accepts it.
            (_, Part::AllIndices | Part::AllValues) => reach(from),
            (_, step) => reach(ways.step(&from, name_of(step), Found::Missing)),
        }
    }

    /// What a collection may hold beside what is seen of it; where it holds nothing at all, that something is missing.
    fn what_else(
        &self,
        from: &Selected<'d>,
        is_empty: bool,
        rest: Option<&'d Arc<Unknown>>,
        reach: &mut dyn FnMut(Selected<'d>),
    ) {
        if let Some(unknown) = rest {
            let mut more = self.ways.key(from, "*", Found::Unknown(unknown));
            more.doubts.push(Arc::clone(unknown));
            reach(more);
        } else if is_empty {
            reach(self.ways.key(from, "*", Found::Missing));
        }
    }
}

fn found(value: &Value) -> Found<'_> {
    match &value.kind {
        Kind::Unknown(unknown) => Found::Unknown(unknown),
        Kind::Choice(choice) => Found::Unknown(&choice.condition),
        _ => Found::Value(value),
    }
}

fn name_of(part: &Part) -> Name<'_> {
    match part {
        Part::Key(key) => Name::Key(key),
        Part::Index(at) => Name::Index(*at),
        _ => Name::Key("*"),
    }
}
