//! What SAM adds to, and for whom.

use std::sync::Arc;

use super::super::template::Declaration;
use super::written::{attribute, list, map, text};
use crate::finding::Problem;
use crate::source::Span;
use crate::value::{Entry, Kind, List, Map, Value};

pub(super) const FUNCTION: &str = "AWS::Serverless::Function";
pub(super) const STATE_MACHINE: &str = "AWS::Serverless::StateMachine";

/// What SAM makes of a template: its resources and conditions, with those that SAM adds.
pub(in super::super) struct Transformed {
    pub(in super::super) resources: Map,
    pub(in super::super) conditions: Map,
    /// What SAM rejects.
    pub(in super::super) problems: Vec<Problem>,
}

impl Transformed {
    /// Adds a resource, where the template has none of that name.
    pub(super) fn add(&mut self, id: String, at: Span, type_name: &str, properties: Value, condition: Option<&Value>) {
        if self.resources.get(&id).is_none() {
            let mut resource = vec![("Type", text(at, type_name)), ("Properties", properties)];
            resource.extend(condition.map(|condition| ("Condition", condition.clone())));
            self.resources.insert(id, at, map(at, resource));
        }
    }

    /// The name of the condition that another one does not hold.
    pub(super) fn negated(&mut self, condition: &Value) -> Value {
        let at = condition.span();
        let name = format!("NOT{}", condition.as_str().unwrap_or_default());
        if self.conditions.get(&name).is_none() {
            let not = map(at, [("Fn::Not", list(at, vec![map(at, [("Condition", condition.clone())])]))]);
            self.conditions.insert(name.clone(), at, not);
        }
        text(at, name)
    }
}

/// A function or state machine, for which SAM makes other resources.
pub(super) struct Owner<'m> {
    pub(super) declaration: Declaration<'m>,
    /// What stands in `Globals` for functions, as far as this one takes it.
    globals: Option<&'m Value>,
    pub(super) is_function: bool,
}

impl<'m> Owner<'m> {
    pub(super) fn of(declaration: Declaration<'m>, globals: Option<&'m Value>) -> Option<Self> {
        let is_function = match declaration.type_name {
            FUNCTION => true,
            STATE_MACHINE => false,
            _ => return None,
        };
        let globals = globals.and_then(|globals| globals.get("Function")).filter(|_| is_function);
        Some(Owner { declaration, globals, is_function })
    }

    pub(super) fn at(&self) -> Span {
        self.declaration.entry.key_span
    }

    /// A property, of the globals where the function does not set it itself.
    pub(super) fn property(&self, name: &str) -> Option<&'m Value> {
        self.declaration.property(name).or_else(|| self.global(name))
    }

    pub(super) fn global(&self, name: &str) -> Option<&'m Value> {
        let ignored = self.declaration.entry.value.get("IgnoreGlobals");
        let is_ignored = ignored.is_some_and(|ignored| match &ignored.kind {
            Kind::List(List { items, .. }) => items.iter().any(|item| item.as_str() == Some(name)),
            _ => true,
        });
        self.globals.filter(|_| !is_ignored)?.get(name)
    }

    pub(super) fn condition(&self) -> Option<&'m Value> {
        self.declaration.entry.value.get("Condition")
    }

    /// The events that start it: name, type and event.
    pub(super) fn events(&self) -> impl Iterator<Item = (&'m str, &'m str, &'m Value)> {
        let events = self.declaration.property("Events").and_then(Value::as_map);
        let event = |(name, entry): (&'m Arc<str>, &'m Entry)| {
            Some((&**name, entry.value.get("Type")?.as_str()?, &entry.value))
        };
        events.into_iter().flat_map(Map::iter).filter_map(event)
    }

    pub(super) fn arn(&self) -> Value {
        attribute(self.at(), self.declaration.id, "Arn")
    }
}
