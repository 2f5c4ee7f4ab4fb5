//! SAM: the resources of the model that its own resources turn into, written as a template would write them.
//!
//! <https://github.com/aws/serverless-application-model/blob/develop/docs/internals/generated_resources.rst>
//!
//! A function or state machine without a role gets one (`role`), with what SAM's templates of policies stand for (`policy`).
//! A connector gives a role a managed policy (`connector`). A function that listens to a bucket of the template gets into
//! the bucket's notifications (`listen`). What else SAM makes is not part of the model.

mod connector;
mod listen;
mod policy;
mod role;
mod written;

use std::sync::Arc;

use super::template::Declaration;
use crate::finding::Problem;
use crate::source::Span;
use crate::value::{Entry, Kind, List, Map, Value};
use written::{attribute, list, map, text};

const FUNCTION: &str = "AWS::Serverless::Function";
const STATE_MACHINE: &str = "AWS::Serverless::StateMachine";

/// What SAM makes of a template: its resources and conditions, with those that SAM adds.
pub(super) struct Transformed {
    pub(super) resources: Map,
    pub(super) conditions: Map,
    /// What SAM rejects.
    pub(super) problems: Vec<Problem>,
}

impl Transformed {
    /// Transforms the resources of a template.
    pub(super) fn new(resources: &Map, conditions: &Map, globals: Option<&Value>) -> Transformed {
        let mut all =
            Transformed { resources: resources.clone(), conditions: conditions.clone(), problems: Vec::new() };
        for (id, entry) in resources.iter() {
            let Some(declaration) = Declaration::of(id, entry) else { continue };
            connector::of(&declaration, resources, &mut all);
            if let Some(owner) = Owner::of(declaration, globals) {
                role::of(&owner, &mut all);
                listen::of(&owner, &mut all.resources);
            }
        }
        all
    }

    /// Adds a resource, where the template has none of that name.
    fn add(&mut self, id: String, at: Span, type_name: &str, properties: Value, condition: Option<&Value>) {
        if self.resources.get(&id).is_none() {
            let mut resource = vec![("Type", text(at, type_name)), ("Properties", properties)];
            resource.extend(condition.map(|condition| ("Condition", condition.clone())));
            self.resources.insert(id, at, map(at, resource));
        }
    }

    /// The name of the condition that another one does not hold.
    fn negated(&mut self, condition: &Value) -> Value {
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
struct Owner<'m> {
    declaration: Declaration<'m>,
    /// What stands in `Globals` for functions, as far as this one takes it.
    globals: Option<&'m Value>,
    is_function: bool,
}

impl<'m> Owner<'m> {
    fn of(declaration: Declaration<'m>, globals: Option<&'m Value>) -> Option<Self> {
        let is_function = match declaration.type_name {
            FUNCTION => true,
            STATE_MACHINE => false,
            _ => return None,
        };
        let globals = globals.and_then(|globals| globals.get("Function")).filter(|_| is_function);
        Some(Owner { declaration, globals, is_function })
    }

    fn at(&self) -> Span {
        self.declaration.entry.key_span
    }

    /// A property, of the globals where the function does not set it itself.
    fn property(&self, name: &str) -> Option<&'m Value> {
        self.declaration.property(name).or_else(|| self.global(name))
    }

    fn global(&self, name: &str) -> Option<&'m Value> {
        let ignored = self.declaration.entry.value.get("IgnoreGlobals");
        let is_ignored = ignored.is_some_and(|ignored| match &ignored.kind {
            Kind::List(List { items, .. }) => items.iter().any(|item| item.as_str() == Some(name)),
            _ => true,
        });
        self.globals.filter(|_| !is_ignored)?.get(name)
    }

    fn condition(&self) -> Option<&'m Value> {
        self.declaration.entry.value.get("Condition")
    }

    /// The events that start it: name, type and event.
    fn events(&self) -> impl Iterator<Item = (&'m str, &'m str, &'m Value)> {
        let events = self.declaration.property("Events").and_then(Value::as_map);
        let event = |(name, entry): (&'m Arc<str>, &'m Entry)| {
            Some((&**name, entry.value.get("Type")?.as_str()?, &entry.value))
        };
        events.into_iter().flat_map(Map::iter).filter_map(event)
    }

    fn arn(&self) -> Value {
        attribute(self.at(), self.declaration.id, "Arn")
    }
}
