//! Evaluates a template as far as it decides itself: parameters with defaults, conditions, intrinsic functions.
//!
//! Values are walked by recursion, whose depth is that of the document, and references by name against cycles.

mod condition;
mod function;
mod reference;
mod text;

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::template::{Declaration, Template};
use crate::finding::{Problem, ProblemKind};
use crate::model::Presence;
use crate::source::{FileId, Span};
use crate::value::{Entry, Kind, List, Map, Unknown, Value};

pub(super) use condition::Decision;

/// Evaluates the values of one template.
pub(super) struct Evaluator<'t> {
    template: &'t Template<'t>,
    file: FileId,
    problems: RefCell<Vec<Problem>>,
    /// Names that are being resolved: a name that comes up again refers to itself.
    resolving: RefCell<BTreeSet<String>>,
    /// Logical ids that were told to be undeclared.
    undeclared: RefCell<BTreeSet<String>>,
    decisions: RefCell<BTreeMap<String, Decision>>,
}

impl<'t> Evaluator<'t> {
    pub(super) fn new(template: &'t Template<'t>, file: FileId) -> Self {
        Evaluator {
            template,
            file,
            problems: RefCell::default(),
            resolving: RefCell::default(),
            undeclared: RefCell::default(),
            decisions: RefCell::default(),
        }
    }

    /// What stood in the way so far.
    pub(super) fn problems(&self) -> Vec<Problem> {
        self.problems.take()
    }

    /// What a value comes to.
    pub(super) fn value(&self, written: &Value) -> Value {
        let kind = match &written.kind {
            Kind::List(list) => {
                // `AWS::NoValue` takes an item out of its list.
                let items = list.items.iter().map(|item| self.value(item)).filter(|item| !item.is_null());
                Kind::List(List { items: items.collect(), rest: list.rest.clone() })
            }
            Kind::Map(map) => match only_entry(map) {
                Some((name, entry)) if is_function(name) => return self.function(name, &entry.value, written.span()),
                _ => Kind::Map(self.map(map)),
            },
            other => other.clone(),
        };
        Value { kind, origin: written.origin.clone() }
    }

    fn map(&self, written: &Map) -> Map {
        let value = |(key, entry): (&Arc<str>, &Entry)| {
            (Arc::clone(key), Entry { key_span: entry.key_span, value: self.value(&entry.value) })
        };
        let mut map = Map::new(written.iter().map(value));
        map.rest.clone_from(&written.rest);
        map
    }

    /// Whether a resource is there; `None` where its condition does not hold.
    pub(super) fn presence(&self, declaration: &Declaration<'_>) -> Option<Presence> {
        let Some(condition) = declaration.entry.value.get("Condition") else { return Some(Presence::Always) };
        match self.named_condition(condition) {
            Decision::Known(true) => Some(Presence::Always),
            Decision::Known(false) => None,
            Decision::Open { condition, wanted } => Some(Presence::When(condition, wanted)),
        }
    }

    /// Runs `resolve` unless `name` is being resolved already.
    fn once<T>(&self, name: &str, resolve: impl FnOnce() -> T) -> Option<T> {
        if !self.resolving.borrow_mut().insert(name.to_owned()) {
            return None;
        }
        let resolved = resolve();
        self.resolving.borrow_mut().remove(name);
        Some(resolved)
    }

    fn report(&self, kind: ProblemKind, span: Span, message: String) {
        self.problems.borrow_mut().push(Problem::at(kind, span, message));
    }

    /// A value that refers to itself.
    fn circle(&self, name: &str, span: Span) -> Value {
        self.report(ProblemKind::Invalid, span, format!("`{name}` refers to itself"));
        Value::unknown(Unknown::new(name, span, "refers to itself").symbol(self.place(name, span)), span)
    }

    /// A symbol for something that is unknown on its own account at one place.
    fn place(&self, what: &str, span: Span) -> String {
        debug_assert_eq!(span.file, self.file, "a template has one file");
        format!("{what} at {}", span.start)
    }
}

fn only_entry(map: &Map) -> Option<(&Arc<str>, &Entry)> {
    if map.len() == 1 { map.iter().next() } else { None }
}

fn is_function(name: &str) -> bool {
    name == "Ref" || name.starts_with("Fn::")
}
