//! Types: which one a value has, which one several values share, and what a conversion to one makes of a value.
//!
//! Our values carry no types beside the [`Shape`] of a collection; a type is found from what is known of a value. Null
//! and what is not known fit every type.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/types>, and the package `convert` of go-cty.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::big::Big;
use super::conversion::quoted;
use crate::value::{Entry, Kind, List, Map, Set, Shape, Text, Value};

/// A type, or what a type constraint asks for.
#[derive(Clone, Debug)]
pub(super) enum Type {
    /// Any type; of a value, one that is not known.
    Any,
    String,
    Number,
    Bool,
    List(Box<Type>),
    Set(Box<Type>),
    Map(Box<Type>),
    Tuple(Vec<Type>),
    Object(BTreeMap<String, Attribute>),
}

/// An attribute of an object type.
#[derive(Clone, Debug)]
pub(super) struct Attribute {
    pub(super) of: Type,
    /// What stands for an attribute that is not set or null; `None` where it has to be set.
    pub(super) default: Option<Value>,
}

impl Type {
    pub(super) fn list(of: Type) -> Self {
        Type::List(Box::new(of))
    }

    /// The type of a value as far as it is known.
    pub(super) fn of(value: &Value) -> Self {
        match &value.kind {
            Kind::Null | Kind::Unknown(_) => Type::Any,
            Kind::Bool(_) => Type::Bool,
            Kind::Number(_) => Type::Number,
            Kind::String(_) | Kind::Json(_) => Type::String,
            Kind::Choice(choice) => {
                Type::shared(&[Type::of(&choice.when_true), Type::of(&choice.when_false)]).unwrap_or(Type::Any)
            }
            Kind::Set(set) if !set.is_list() => Type::Set(Box::new(Type::of_parts(&mut set.items().iter()))),
            Kind::Set(set) => match value.shape() {
                Shape::Uniform => Type::list(Type::of_parts(&mut set.items().iter())),
                Shape::Written => Type::Any,
            },
            Kind::List(list) => match value.shape() {
                Shape::Uniform => Type::list(Type::of_parts(&mut list.items.iter())),
                Shape::Written if list.rest.is_none() => Type::Tuple(list.items.iter().map(Type::of).collect()),
                Shape::Written => Type::Any,
            },
            Kind::Map(map) => match value.shape() {
                Shape::Written if map.rest.is_none() => Type::Object(
                    map.iter()
                        .map(|(key, it)| (key.to_string(), Attribute { of: Type::of(&it.value), default: None }))
                        .collect(),
                ),
                Shape::Written => Type::Any,
                _ => Type::Map(Box::new(Type::of_parts(&mut map.values()))),
            },
        }
    }

    /// The type that all parts of a uniform collection have: that of the first of which enough is known.
    fn of_parts(parts: &mut dyn Iterator<Item = &Value>) -> Self {
        let mut found = Type::Any;
        for part in parts {
            found = Type::shared(&[found, Type::of(part)]).unwrap_or(Type::Any);
            if found.is_settled() {
                break;
            }
        }
        found
    }

    /// Whether no part of it is left open.
    pub(super) fn is_settled(&self) -> bool {
        match self {
            Type::Any => false,
            Type::String | Type::Number | Type::Bool => true,
            Type::List(of) | Type::Set(of) | Type::Map(of) => of.is_settled(),
            Type::Tuple(items) => items.iter().all(Type::is_settled),
            Type::Object(attributes) => attributes.values().all(|it| it.of.is_settled()),
        }
    }

    /// Whether two types differ for certain.
    pub(super) fn differs(&self, other: &Type) -> bool {
        match (self, other) {
            (Type::Any, _) | (_, Type::Any) => false,
            (Type::String, Type::String) | (Type::Number, Type::Number) | (Type::Bool, Type::Bool) => false,
            (Type::List(a), Type::List(b)) | (Type::Set(a), Type::Set(b)) | (Type::Map(a), Type::Map(b)) => {
                a.differs(b)
            }
            (Type::Tuple(a), Type::Tuple(b)) => a.len() != b.len() || a.iter().zip(b).any(|(a, b)| a.differs(b)),
            (Type::Object(a), Type::Object(b)) => {
                a.len() != b.len() || a.iter().any(|(key, a)| b.get(key).is_none_or(|b| a.of.differs(&b.of)))
            }
            _ => true,
        }
    }

    /// The one type that values of all these types are converted to where one is needed.
    pub(super) fn shared(types: &[Type]) -> Option<Type> {
        let known: Vec<&Type> = types.iter().filter(|of| !matches!(of, Type::Any)).collect();
        let Some(first) = known.first() else { return Some(Type::Any) };
        match first {
            Type::String | Type::Number | Type::Bool => shared_primitive(&known),
            Type::Map(_) | Type::Object(_) => shared_map(&known),
            Type::List(_) | Type::Tuple(_) | Type::Set(_) => shared_list(&known),
            Type::Any => Some(Type::Any),
        }
    }

    /// What is asked for, with an article.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Type::Any => "any value",
            Type::String => "a string",
            Type::Number => "a number",
            Type::Bool => "a boolean",
            Type::List(_) => "a list",
            Type::Set(_) => "a set",
            Type::Map(_) => "a map",
            Type::Tuple(_) => "a tuple",
            Type::Object(_) => "an object",
        }
    }
}

fn shared_primitive(known: &[&Type]) -> Option<Type> {
    let first = known.first()?;
    if known.iter().all(|of| !of.differs(first)) {
        return Some((*first).clone());
    }
    let is_primitive = |of: &&Type| matches!(of, Type::String | Type::Number | Type::Bool);
    (known.iter().all(is_primitive) && known.iter().any(|of| matches!(of, Type::String))).then_some(Type::String)
}

fn shared_map(known: &[&Type]) -> Option<Type> {
    let mut parts = Vec::new();
    let mut objects = Vec::new();
    for of in known {
        match of {
            Type::Map(of) => parts.push(of.as_ref().clone()),
            Type::Object(attributes) => {
                parts.extend(attributes.values().map(|it| it.of.clone()));
                objects.push(attributes);
            }
            _ => return None,
        }
    }
    let first = objects.first();
    if let Some(first) = first
        && objects.len() == known.len()
        && objects.iter().all(|it| it.len() == first.len() && it.keys().all(|key| first.contains_key(key)))
    {
        let attribute = |key: &String| {
            let types: Vec<_> = objects.iter().filter_map(|it| Some(it.get(key)?.of.clone())).collect();
            Some((key.clone(), Attribute { of: Type::shared(&types)?, default: None }))
        };
        return first.keys().map(attribute).collect::<Option<_>>().map(Type::Object);
    }
    Some(Type::Map(Box::new(Type::shared(&parts)?)))
}

fn shared_list(known: &[&Type]) -> Option<Type> {
    let mut parts = Vec::new();
    let mut tuples = Vec::new();
    let mut sets = Vec::new();
    for of in known {
        match of {
            Type::List(of) => parts.push(of.as_ref().clone()),
            Type::Set(of) => sets.push(of.as_ref().clone()),
            Type::Tuple(items) => {
                parts.extend(items.iter().cloned());
                tuples.push(items);
            }
            _ => return None,
        }
    }
    if !sets.is_empty() {
        return Some(Type::Set(Box::new(Type::shared(&sets)?)));
    }
    let length = tuples.first().map_or(0, |items| items.len());
    if tuples.len() == known.len() && tuples.iter().all(|items| items.len() == length) {
        let item =
            |at: usize| Type::shared(&tuples.iter().filter_map(|items| items.get(at).cloned()).collect::<Vec<_>>());
        return (0..length).map(item).collect::<Option<_>>().map(Type::Tuple);
    }
    Some(Type::list(Type::shared(&parts)?))
}

/// What a conversion makes of a value, or why Terraform would refuse it.
pub(super) fn convert(value: &Value, to: &Type) -> Result<Value, String> {
    let kind = match (to, &value.kind) {
        (Type::Any, _) | (_, Kind::Null | Kind::Unknown(_)) => return Ok(value.clone()),
        (_, Kind::Choice(choice)) => {
            // A branch that does not fit stays: whoever asks for its type finds it.
            let branch = |value: &Value| convert(value, to).unwrap_or_else(|_| value.clone());
            let branches = (branch(&choice.when_true), branch(&choice.when_false));
            return Ok(super::choice::chosen(&choice.condition, branches.0, branches.1, value.span()));
        }
        (Type::String, Kind::String(_) | Kind::Json(_))
        | (Type::Number, Kind::Number(_))
        | (Type::Bool, Kind::Bool(_)) => {
            return Ok(value.clone());
        }
        (Type::String, Kind::Bool(_) | Kind::Number(_)) => Kind::String(value.to_text().unwrap_or_default()),
        (Type::Number | Type::Bool, Kind::String(text)) => match primitive(text, to)? {
            Some(kind) => kind,
            None => return Ok(value.clone()),
        },
        (Type::List(of), Kind::List(list)) => {
            let items = items(value, &list.items, of)?;
            return Ok(made(value, Kind::List(List { items, rest: list.rest.clone() })).shaped(Shape::Uniform));
        }
        (Type::Set(of), Kind::List(list)) => {
            return Ok(made(value, Kind::Set(Set::new(items(value, &list.items, of)?, list.rest.clone()))));
        }
        (Type::List(of), Kind::Set(set)) => return listed(value, set, of),
        (Type::Set(of), Kind::Set(set)) => return reset(value, set, of),
        (Type::Tuple(types), Kind::List(list)) => return tuple(value, list, types),
        // Which item has which type is as open as their order.
        (Type::Tuple(_), Kind::Set(set)) if set.is_list() => return Ok(value.clone()),
        (Type::Map(of), Kind::Map(map)) => return entries(value, map, of),
        (Type::Object(attributes), Kind::Map(map)) => return object(value, map, attributes),
        _ => return Err(format!("{} is needed, not {}", to.name(), value.kind_name())),
    };
    Ok(made(value, kind))
}

/// What a value became, where it stands.
fn made(value: &Value, kind: Kind) -> Value {
    Value { kind, origin: value.origin.clone() }
}

/// Text as a number or boolean; `None` where the text is not known.
fn primitive(text: &Text, to: &Type) -> Result<Option<Kind>, String> {
    let Some(known) = text.as_str() else { return Ok(None) };
    match (to, known) {
        (Type::Bool, "true" | "1") => Ok(Some(Kind::Bool(true))),
        (Type::Bool, "false" | "0") => Ok(Some(Kind::Bool(false))),
        (Type::Number, _) => match Big::parse(known).and_then(|big| big.number()) {
            Some(number) => Ok(Some(Kind::Number(number))),
            None => Err(format!("a number is needed, not {}", quoted(known))),
        },
        _ => Err(format!("a boolean is needed, not {}", quoted(known))),
    }
}

/// The type that is asked for; of parts of any type, the one that they share.
fn asked(of: &Type, parts: &mut dyn Iterator<Item = &Value>) -> Result<Type, String> {
    if !matches!(of, Type::Any) {
        return Ok(of.clone());
    }
    let types: Vec<_> = parts.map(Type::of).collect();
    Type::shared(&types).ok_or_else(|| "its parts have no type in common".to_owned())
}

/// Items as the type that is asked for.
fn items(value: &Value, items: &[Value], of: &Type) -> Result<Vec<Value>, String> {
    let is_uniform = value.shape() == Shape::Uniform || matches!(value.kind, Kind::Set(_));
    let of = match of {
        // They have one type already.
        Type::Any if is_uniform => Type::Any,
        _ => asked(of, &mut items.iter())?,
    };
    items.iter().map(|item| convert(item, &of)).collect()
}

/// A set as a list, in order where that is decided.
fn listed(value: &Value, set: &Set, of: &Type) -> Result<Value, String> {
    let items = items(value, set.items(), of)?;
    Ok(made(value, set.listed(items, set.rest.clone())).shaped(Shape::Uniform))
}

/// A set, or the list that was made of one, as a set.
fn reset(value: &Value, set: &Set, of: &Type) -> Result<Value, String> {
    Ok(made(value, Kind::Set(Set::new(items(value, set.items(), of)?, set.rest.clone()))))
}

fn tuple(value: &Value, list: &List, types: &[Type]) -> Result<Value, String> {
    if value.shape() != Shape::Written || list.rest.is_none() && list.items.len() != types.len() {
        return Err(format!("a tuple of {} items is needed", types.len()));
    }
    let items = list.items.iter().zip(types).map(|(item, of)| convert(item, of)).collect::<Result<Vec<_>, _>>()?;
    Ok(Value { kind: Kind::List(List { items, rest: list.rest.clone() }), origin: value.origin.clone() })
}

fn entries(value: &Value, map: &Map, of: &Type) -> Result<Value, String> {
    let of = asked(of, &mut map.values())?;
    let entry = |(key, entry): (&Arc<str>, &Entry)| {
        Ok((Arc::clone(key), Entry { key_span: entry.key_span, value: convert(&entry.value, &of)? }))
    };
    let mut converted = Map::new(map.iter().map(entry).collect::<Result<Vec<_>, String>>()?);
    converted.rest.clone_from(&map.rest);
    let converted = converted.with_open_of(map, |value| convert(value, &of).ok());
    Ok(Value { kind: Kind::Map(converted), origin: value.origin.clone() }.shaped(Shape::Uniform))
}

/// Attributes that the type does not name are dropped; optional ones that are not set have their default.
fn object(value: &Value, map: &Map, attributes: &BTreeMap<String, Attribute>) -> Result<Value, String> {
    let mut object = Map::default();
    object.rest.clone_from(&map.rest);
    for (name, attribute) in attributes {
        let (key_span, given) = match (map.entry(name), &attribute.default) {
            (Some(entry), Some(default)) if entry.value.is_null() => (entry.key_span, default),
            (Some(entry), _) => (entry.key_span, &entry.value),
            (None, _) if map.rest.is_some() => continue,
            (None, Some(default)) => (default.span(), default),
            (None, None) => return Err(format!("attribute `{name}` is needed")),
        };
        let converted = convert(given, &attribute.of).map_err(|reason| format!("attribute `{name}`: {reason}"))?;
        object.insert(name.as_str(), key_span, converted);
    }
    Ok(Value { kind: Kind::Map(object), origin: value.origin.clone() }.shaped(Shape::Written))
}
