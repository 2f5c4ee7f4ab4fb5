//! The document that a check queries: the judged resource with its facts, what is linked to it, the rule's parameters.
//! `docs/vocabulary.md` describes it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::fact::{Fact, fact_named};
use super::facts::Facts;
use crate::config::ParameterValue;
use crate::guard::WayStep;
use crate::model::{Resource, Subject};
use crate::source::Span;
use crate::value::{Kind, Map, Number, Value};

/// The way to the facts of the judged resource.
pub(super) const WAY_TO_FACTS: [WayStep; 3] = [Some(RESOURCES), None, Some(FACTS)];

/// The way to its properties.
pub(super) const WAY_TO_PROPERTIES: [WayStep; 3] = [Some(RESOURCES), None, Some(PROPERTIES)];

const RESOURCES: &str = "Resources";
const PARAMETERS: &str = "RuleParameters";
const FACTS: &str = "Facts";
const PROPERTIES: &str = "Properties";

/// The document of a subject, before any rule's parameters.
pub(super) fn document(subject: &Subject<'_>, facts: &Facts) -> Value {
    let mut resources = Map::default();
    for (_, related) in subject.all_related() {
        // A policy that stands inside its bucket's block has the bucket's address.
        let inside = related.address == subject.resource.address;
        let key = if inside {
            format!("{} {}", related.address, related.type_name).into()
        } else {
            Arc::clone(&related.address)
        };
        resources.insert(key, related.header, Value::map(resource(related), related.header));
    }
    with_judged(resources, subject, facts)
}

/// The document of a subject alone.
pub(super) fn alone(subject: &Subject<'_>, facts: &Facts) -> Value {
    with_judged(Map::default(), subject, facts)
}

/// The document of these resources and the judged one.
fn with_judged(mut resources: Map, subject: &Subject<'_>, facts: &Facts) -> Value {
    let header = subject.resource.header;
    let mut judged = resource(&subject.resource);
    judged.insert(FACTS, header, Value::map(facts.values.clone(), header));
    resources.insert(Arc::clone(&subject.resource.address), header, Value::map(judged, header));
    let mut root = Map::default();
    root.insert(RESOURCES, header, Value::map(resources, header));
    Value::map(root, header)
}

/// The fact of the subject that a path from the document's root leads to or through.
pub(super) fn fact_at(subject: &Subject<'_>, path: &[String]) -> Option<Fact> {
    let [resources, address, facts, name, ..] = path else { return None };
    let is_judged = resources == RESOURCES && **address == *subject.resource.address && facts == FACTS;
    is_judged.then(|| fact_named(&subject.resource.type_name, name)).flatten()
}

/// The property of the subject that a path from the document's root leads to, items of lists left out.
pub(super) fn property_at<'p>(subject: &Subject<'_>, path: &'p [String]) -> Option<Vec<&'p str>> {
    let [resources, address, properties, below @ ..] = path else { return None };
    let is_judged = resources == RESOURCES && **address == *subject.resource.address && properties == PROPERTIES;
    is_judged.then(|| below.iter().filter(|step| !is_index(step)).map(String::as_str).collect())
}

/// Whether a step of a path is that to an item of a list.
pub(super) fn is_index(step: &str) -> bool {
    step.bytes().all(|byte| byte.is_ascii_digit())
}

/// The parameter of the rule that a path from the document's root leads to or through.
pub(super) fn parameter_at(path: &[String]) -> Option<&str> {
    let [parameters, name, ..] = path else { return None };
    (parameters == PARAMETERS).then_some(name)
}

/// Puts a rule's parameters into a document, in place of those of the rule before.
pub(super) fn set_parameters(document: &mut Value, parameters: &BTreeMap<String, ParameterValue>) {
    let at = document.span();
    if let Kind::Map(root) = &mut document.kind {
        root.insert(PARAMETERS, at, rule_parameters(parameters, at));
    }
}

fn resource(resource: &Resource) -> Map {
    let header = resource.header;
    let mut entry = Map::default();
    let type_name = Value::string(&*resource.type_name, header);
    // What may be absent is of its type where it is there.
    let type_name = resource.presence.choose(type_name, Value::null(header));
    entry.insert("Type", header, type_name);
    entry.insert(PROPERTIES, header, Value::map(resource.properties.clone(), header));
    entry
}

/// Puts a fact of the judged resource into a document.
pub(super) fn set_fact(document: &mut Value, address: &str, name: &'static str, value: Value) {
    let at = document.span();
    let insert = |facts: &mut Value| {
        if let Kind::Map(facts) = &mut facts.kind {
            facts.insert(name, at, value);
        }
    };
    below(document, RESOURCES, |resources| below(resources, address, |judged| below(judged, FACTS, insert)));
}

/// Changes what stands at a key of a map.
fn below(value: &mut Value, key: &str, change: impl FnOnce(&mut Value)) {
    if let Kind::Map(map) = &mut value.kind {
        map.change(key, change);
    }
}

/// The spellings of a number that a property of a template may have, `90` and `"90"`.
fn spellings(number: i64, at: Span) -> Value {
    let text = number.to_string();
    let number = Number::decimal(&text).map(|number| Value::new(Kind::Number(number), at));
    Value::list(number.into_iter().chain([Value::string(text, at)]).collect(), at)
}

fn rule_parameters(parameters: &BTreeMap<String, ParameterValue>, at: Span) -> Value {
    let mut map = Map::default();
    for (name, parameter) in parameters {
        let value = match parameter {
            ParameterValue::String(text) => Value::string(text, at),
            ParameterValue::Boolean(value) => Value::bool(*value, at),
            ParameterValue::Integer(number) => spellings(*number, at),
            ParameterValue::List(texts) => Value::list(texts.iter().map(|text| Value::string(text, at)).collect(), at),
        };
        map.insert(name.as_str(), at, value);
    }
    Value::map(map, at)
}
