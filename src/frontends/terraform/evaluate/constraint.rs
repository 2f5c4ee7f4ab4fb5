//! Type constraints of variables: what Terraform makes of a value before the module sees it.
//!
//! Only what changes a value is done: primitive values become the type that is asked for, sets lose equal items, and
//! attributes that an object type calls optional are filled in.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>

use std::sync::Arc;

use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey};

use super::conversion::text;
use super::{Context, Evaluator};
use crate::value::{Entry, Kind, List, Map, Number, Value};

impl Evaluator<'_> {
    /// The value as a type constraint makes it. What does not fit stays as it is: Terraform would refuse it.
    pub(super) fn constrained(&self, value: Value, constraint: &Expression, context: Context<'_>) -> Value {
        let Value { kind, origin } = value;
        let kind = match (constraint, kind) {
            (_, kind @ (Kind::Null | Kind::Unknown(_) | Kind::Choice(_))) => kind,
            (Expression::Variable(name), kind) => primitive(name.as_str(), kind),
            (Expression::FuncCall(call), kind) => self.collection(call, kind, context),
            (_, kind) => kind,
        };
        Value { kind, origin }
    }

    fn collection(&self, call: &FuncCall, kind: Kind, context: Context<'_>) -> Kind {
        let Some(inner) = call.args.get(0) else { return kind };
        match (call.name.name.as_str(), kind, inner) {
            ("list" | "set", Kind::List(mut list), _) => {
                list.items = list.items.into_iter().map(|item| self.constrained(item, inner, context)).collect();
                if call.name.name.as_str() == "set" { set(list) } else { Kind::List(list) }
            }
            ("map", Kind::Map(map), _) => {
                let mut converted = Map::new(map.iter().map(|(key, entry)| {
                    let value = self.constrained(entry.value.clone(), inner, context);
                    (Arc::clone(key), Entry { key_span: entry.key_span, value })
                }));
                converted.rest.clone_from(&map.rest);
                Kind::Map(converted)
            }
            ("object", Kind::Map(map), Expression::Object(attributes)) => {
                Kind::Map(self.object_type(map, attributes, context))
            }
            (_, kind, _) => kind,
        }
    }

    /// Attributes that the type does not name are dropped; optional ones that are not set have their default.
    fn object_type(&self, map: Map, attributes: &Object, context: Context<'_>) -> Map {
        let mut object = Map::default();
        object.rest.clone_from(&map.rest);
        for (key, constraint) in attributes.iter() {
            let key_span = context.place.span(key);
            let name = match key {
                ObjectKey::Ident(_) => self.module.sources.slice(key_span).to_owned(),
                ObjectKey::Expression(expression) => match text(&self.expression(expression, context)) {
                    Some(name) => name.display(),
                    None => continue,
                },
            };
            let (constraint, default) = optional(constraint.expr());
            let given = map.entry(&name).filter(|entry| !entry.value.is_null());
            let entry = match (given, default) {
                (Some(entry), _) => entry.clone(),
                (None, _) if map.rest.is_some() && map.get(&name).is_none() => continue,
                (None, Some(Some(default))) => Entry { key_span, value: self.expression(default, context) },
                (None, Some(None)) => Entry { key_span, value: Value::null(key_span) },
                (None, None) => match map.entry(&name) {
                    Some(entry) => entry.clone(),
                    None => continue,
                },
            };
            object.insert(name, entry.key_span, self.constrained(entry.value, constraint, context));
        }
        object
    }
}

/// The type inside `optional(type, default)`, and the default: `Some(None)` where it is null.
fn optional(constraint: &Expression) -> (&Expression, Option<Option<&Expression>>) {
    match constraint {
        Expression::FuncCall(call) if call.name.name.as_str() == "optional" => {
            (call.args.get(0).unwrap_or(constraint), Some(call.args.get(1)))
        }
        _ => (constraint, None),
    }
}

fn primitive(name: &str, kind: Kind) -> Kind {
    let as_text = |kind: &Kind| match kind {
        Kind::Bool(known) => Some(known.to_string()),
        Kind::Number(known) => Some(known.to_string()),
        _ => None,
    };
    match name {
        "string" => as_text(&kind).map_or(kind, |known| Kind::String(known.into())),
        "bool" => match &kind {
            Kind::String(known) => match known.as_str() {
                Some("true") => Kind::Bool(true),
                Some("false") => Kind::Bool(false),
                _ => kind,
            },
            _ => kind,
        },
        "number" => match &kind {
            Kind::String(known) => match known.as_str().and_then(|known| known.parse::<f64>().ok()) {
                Some(known) if known.is_finite() => Kind::Number(Number(known)),
                _ => kind,
            },
            _ => kind,
        },
        _ => kind,
    }
}

/// A set: no two equal strings, in the order of their letters.
fn set(mut list: List) -> Kind {
    if list.items.iter().all(|item| item.as_str().is_some()) {
        list.items.sort_by(|a, b| a.as_str().cmp(&b.as_str()));
        list.items.dedup_by(|a, b| a.as_str() == b.as_str());
    }
    Kind::List(list)
}
