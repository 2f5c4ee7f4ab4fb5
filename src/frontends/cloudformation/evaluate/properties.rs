//! `Properties` that are one choice as a whole, each property of which is that choice.

use std::borrow::Cow;
use std::rc::Rc;
use std::sync::Arc;

use super::evaluator::{Evaluator, arguments, is_function, only_entry};
use crate::source::Span;
use crate::value::{Entry, Kind, Map, Value};

const IF: &str = "Fn::If";
const NO_VALUE: &str = "AWS::NoValue";

impl Evaluator<'_> {
    /// Resources of which none has a choice as its `Properties`: what such a choice says of a property is said there.
    pub(super) fn by_property(&self, resources: Rc<Map>) -> Rc<Map> {
        let changed = resources.iter().filter_map(|(id, entry)| {
            let written = entry.value.get("Properties")?;
            let _ = written.as_map().filter(|map| map.get(IF).is_some())?;
            let properties = self.properties_of(written)?;
            Some((Arc::clone(id), Value::map(properties.into_owned(), written.span())))
        });
        let changed: Vec<_> = changed.collect();
        if changed.is_empty() {
            return resources;
        }
        let mut resources = Map::clone(&resources);
        for (id, properties) in changed {
            resources.change(&id, |resource| {
                if let Kind::Map(map) = &mut resource.kind {
                    map.change("Properties", |value| *value = properties);
                }
            });
        }
        Rc::new(resources)
    }

    /// The properties that a value gives, as they are written; `None` where it gives none by name.
    fn properties_of<'v>(&self, written: &'v Value) -> Option<Cow<'v, Map>> {
        let map = self.opened(written.as_map()?);
        if let Some([condition, when_true, when_false]) = conditional(&map) {
            let branches = [self.properties_of(when_true)?, self.properties_of(when_false)?];
            let ends = [when_true.span(), when_false.span()];
            let [when_true, when_false] = &branches;
            let mut chosen = self.chosen_properties(condition, [when_true, when_false], ends)?;
            // What stands beside the choice, such as the entries of a file, is there in both of its branches.
            for (name, entry) in map.iter().filter(|(name, _)| &***name != IF) {
                if chosen.get(name).is_none() {
                    chosen.insert(Arc::clone(name), entry.key_span, entry.value.clone());
                }
            }
            let rest = chosen.rest.take().or_else(|| map.rest.clone());
            return Some(Cow::Owned(chosen.with_rest(rest)));
        }
        match only_entry(&map) {
            Some((name, entry)) if &**name == "Ref" && entry.value.as_str() == Some(NO_VALUE) => {
                Some(Cow::Owned(Map::default()))
            }
            Some((name, _)) if is_function(name) => None,
            _ => Some(map),
        }
    }

    /// Each property as a choice between two branches; what only one of them sets is not set in the other.
    fn chosen_properties(&self, condition: &Value, [a, b]: [&Map; 2], ends: [Span; 2]) -> Option<Map> {
        if !self.shared.add_entries(a.len() + b.len()) {
            return None;
        }
        let [when_true, when_false] = ends;
        let names = a.keys().chain(b.keys().filter(|name| a.get(name).is_none()));
        let property = |name: &Arc<str>| {
            let key_span = a.entry(name).or_else(|| b.entry(name)).map(|entry| entry.key_span)?;
            let branches = [said(a, name, when_true), said(b, name, when_false)];
            let choice = Value::list(std::iter::once(condition.clone()).chain(branches).collect(), key_span);
            Some((Arc::clone(name), Entry { key_span, value: call(IF, choice, key_span) }))
        };
        let rest = a.rest.clone().or_else(|| b.rest.clone());
        Some(Map::new(names.filter_map(property).collect::<Vec<_>>()).with_rest(rest))
    }
}

/// What a branch says of a property, as it is written.
fn said(branch: &Map, name: &str, end: Span) -> Value {
    match (branch.get(name), &branch.rest) {
        (Some(value), _) => value.clone(),
        (None, Some(rest)) => Value::new(Kind::Unknown(Arc::clone(rest)), end),
        (None, None) => call("Ref", Value::string(NO_VALUE, end), end),
    }
}

/// A call of a function, as templates write it.
fn call(function: &str, argument: Value, span: Span) -> Value {
    let mut map = Map::default();
    map.insert(function, span, argument);
    Value::map(map, span)
}

/// The condition and the branches of `Fn::If` among the entries of a map.
fn conditional(map: &Map) -> Option<&[Value; 3]> {
    arguments(map.get(IF)?).try_into().ok()
}
