//! Values as the author of a template would write them, at the place of what they are made for.

use std::sync::Arc;

use crate::source::Span;
use crate::value::{Entry, Map, Symbol, Unknown, Value};

pub(super) fn text(at: Span, text: impl Into<String>) -> Value {
    Value::string(text, at)
}

pub(super) fn texts(at: Span, all: &[&str]) -> Value {
    list(at, all.iter().map(|one| text(at, *one)).collect())
}

pub(super) fn list(at: Span, items: Vec<Value>) -> Value {
    Value::list(items, at)
}

pub(super) fn map<'k>(at: Span, entries: impl IntoIterator<Item = (&'k str, Value)>) -> Value {
    let entry = |(key, value): (&str, Value)| (Arc::from(key), Entry { key_span: at, value });
    Value::map(Map::new(entries.into_iter().map(entry)), at)
}

pub(super) fn reference(at: Span, to: &str) -> Value {
    map(at, [("Ref", text(at, to))])
}

pub(super) fn attribute(at: Span, of: &str, name: &str) -> Value {
    map(at, [("Fn::GetAtt", texts(at, &[of, name]))])
}

pub(super) fn choice(at: Span, condition: &Value, when_true: Value, when_false: Value) -> Value {
    map(at, [("Fn::If", list(at, vec![condition.clone(), when_true, when_false]))])
}

/// A text with one variable in it.
pub(super) fn filled(at: Span, pattern: impl Into<String>, variable: &str, value: &Value) -> Value {
    let variables = map(at, [(variable, value.clone())]);
    map(at, [("Fn::Sub", list(at, vec![text(at, pattern), variables]))])
}

/// What SAM makes and is not worked out here.
pub(super) fn unknown(what: &str, at: Span) -> Arc<Unknown> {
    let unknown = Unknown::new(what, at, "is turned into policies by SAM");
    Arc::new(unknown.symbol(Symbol::written(what, at)))
}

/// Whether a value takes the place of one that is not set.
pub(super) fn is_no_value(value: &Value) -> bool {
    value.get("Ref").and_then(Value::as_str) == Some("AWS::NoValue")
}

/// A condition with its two values, where the value is a function that chooses.
pub(super) fn branches(value: &Value) -> Option<(&Value, &Value, &Value)> {
    match value.get("Fn::If")?.as_list()?.items.as_slice() {
        [condition, when_true, when_false] => Some((condition, when_true, when_false)),
        _ => None,
    }
}
