//! Terraform's spellings of values in CloudFormation's. What is neither known nor understood stays as it is.

use std::sync::Arc;

use crate::catalogue::{CANNED_ACLS, Spelling};
use crate::value::{Entry, Kind, List, Map, Value};

fn respelled(value: &Value, letters: &str) -> Value {
    Value { kind: Value::string(letters, value.span()).kind, origin: value.origin.clone() }
}

fn switch(value: &Value, on: &str, off: &str) -> Value {
    match boolean(value).as_bool() {
        Some(known) => respelled(value, if known { on } else { off }),
        None => value.clone(),
    }
}

/// A value in CloudFormation's spelling.
pub(super) fn spelled(spelling: Spelling, value: &Value) -> Value {
    match spelling {
        Spelling::Alike => value.clone(),
        Spelling::Boolean => boolean(value),
        Spelling::EnabledOrSuspended => switch(value, "Enabled", "Suspended"),
        Spelling::EnabledOrDisabled => switch(value, "Enabled", "Disabled"),
        Spelling::CannedAcl => canned_acl(value),
        Spelling::Tags => tags(value),
        Spelling::UnlessEmpty => unless_empty(value),
    }
}

/// Terraform converts `"1"` and `"0"` where it wants a boolean.
fn boolean(value: &Value) -> Value {
    let known = match value.as_str() {
        Some("true" | "1") => true,
        Some("false" | "0") => false,
        _ => return value.clone(),
    };
    Value { kind: Kind::Bool(known), origin: value.origin.clone() }
}

/// `public-read` is `PublicRead`. An empty string is "not set".
fn canned_acl(value: &Value) -> Value {
    let Some(known) = value.as_str() else { return value.clone() };
    if known.is_empty() {
        return Value::null(value.span());
    }
    let Some((_, spelled)) = CANNED_ACLS.iter().find(|(written, _)| *written == known) else { return value.clone() };
    respelled(value, spelled)
}

/// `{name = "x"}` is `[{Key: name, Value: x}]`.
fn tags(value: &Value) -> Value {
    let Some(map) = value.as_map() else { return value.clone() };
    let tag = |(key, entry): (&Arc<str>, &Entry)| {
        let mut tag = Map::default();
        tag.insert("Key", entry.key_span, Value::string(key.as_ref(), entry.key_span));
        tag.insert("Value", entry.value.span(), entry.value.clone());
        Value::map(tag, entry.key_span)
    };
    let items = map.iter().map(tag).collect();
    Value { kind: Kind::List(List { items, rest: map.rest.clone() }), origin: value.origin.clone() }
}

/// An empty string is "not set".
pub(super) fn unless_empty(value: &Value) -> Value {
    if value.as_str() == Some("") { Value::null(value.span()) } else { value.clone() }
}
