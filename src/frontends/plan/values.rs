//! The arguments of a planned instance: what is known, and what is known only after apply.
//!
//! A plan marks as unknown what the code leaves to the provider too. What the code does not set is not set: an
//! expression in the plan's configuration tells the two apart.

use super::references::{Place, Resolver, Target, longest, may_mean, references_of};
use crate::catalogue::{Thing, named_by};
use crate::source::Span;
use crate::value::{Computed, Kind, List, Map, Unknown, Value};

/// Blocks of which the order in a plan is not that of the code.
pub(super) const SETS: [&str; 6] = ["principals", "not_principals", "condition", "grant", "transition", "rules"];

/// What an unknown argument is where references lead to one thing.
pub(super) type Attribute<'a> = &'a dyn Fn(&Target, Span) -> Value;

/// What the code says of a value.
#[derive(Clone)]
enum Said<'v> {
    /// Nothing: the provider decides it.
    Nothing,
    /// Something that a plan does not hold, as of `dynamic` blocks.
    Something,
    /// An expression with these references.
    Expression(Vec<String>),
    /// One of these blocks.
    Blocks(Vec<&'v Value>),
}

/// Puts the arguments of one instance together.
pub(super) struct Arguments<'a, 't, 'p> {
    pub(super) resolver: &'a Resolver<'t, 'p>,
    pub(super) place: Place<'a>,
    pub(super) kind: &'a str,
    pub(super) address: &'a str,
    pub(super) attribute: Attribute<'a>,
    /// Whether blocks of a type are made by a `dynamic` block, as far as the code is there to tell.
    pub(super) is_dynamic: &'a dyn Fn(&str) -> bool,
}

impl Arguments<'_, '_, '_> {
    /// The arguments, as one object. Without expressions nobody knows what the code sets, and the unknown stays.
    pub(super) fn merged(&self, values: Option<&Value>, unknown: Option<&Value>, expressions: Option<&Value>) -> Map {
        let mut map = values.and_then(Value::as_map).cloned().unwrap_or_default();
        for (name, entry) in unknown.and_then(Value::as_map).into_iter().flat_map(Map::iter) {
            let said = match expressions.map(|it| said(&[it], name)) {
                Some(Said::Nothing) if (self.is_dynamic)(name) => Said::Something,
                Some(said) => said,
                None => Said::Something,
            };
            if let Some(value) = self.value(map.get(name), &entry.value, &said, name, name, entry.key_span) {
                map.insert(name.clone(), entry.key_span, value);
            }
        }
        map
    }

    /// A value with what is unknown in it; `None` where nothing is to be added. The parser bounds how deep it goes.
    fn value(
        &self,
        known: Option<&Value>,
        unknown: &Value,
        said: &Said<'_>,
        name: &str,
        path: &str,
        span: Span,
    ) -> Option<Value> {
        match &unknown.kind {
            Kind::Bool(true) => self.unknown(said, path, span),
            Kind::Map(parts) => {
                let mut map = known.and_then(Value::as_map).cloned().unwrap_or_default();
                for (key, part) in parts.iter() {
                    let inner = said.at(key);
                    let path = format!("{path}.{key}");
                    // The keys of a map of strings are no arguments.
                    let name = if matches!(said, Said::Expression(_)) { name } else { &**key };
                    if let Some(value) = self.value(map.get(key), &part.value, &inner, name, &path, part.key_span) {
                        map.insert(key.clone(), part.key_span, value);
                    }
                }
                Some(Value::map(map, known.map_or(span, Value::span)))
            }
            Kind::List(parts) => {
                let known_ones = known.and_then(Value::as_list).map_or(&[][..], |list| &list.items);
                let mut items = Vec::with_capacity(parts.items.len());
                let wanted = named_by(self.kind, &without_indices(path));
                let unknown_ones = parts.items.iter().filter(|part| part.as_bool() == Some(true)).count();
                let mut unknown_before = 0;
                for (at, part) in parts.items.iter().enumerate() {
                    let inner = said.item(name, wanted, at, parts.items.len(), unknown_before, unknown_ones);
                    unknown_before += usize::from(part.as_bool() == Some(true));
                    let known = known_ones.get(at);
                    let path = format!("{path}[{at}]");
                    let span = known.map_or(part.span(), Value::span);
                    let value = self.value(known, part, &inner, name, &path, span);
                    items.extend(value.or_else(|| known.cloned()));
                }
                items.extend(known_ones.iter().skip(parts.items.len()).cloned());
                (!items.is_empty()).then(|| {
                    let list = Kind::List(List { items, rest: None });
                    Value::new(list, known.map_or(span, Value::span))
                })
            }
            _ => None,
        }
    }

    fn unknown(&self, said: &Said<'_>, path: &str, span: Span) -> Option<Value> {
        let shown = format!("{}.{path}", self.address);
        let unknown = Value::unknown(Unknown::new(shown, span, Computed::AfterApply), span);
        match said {
            Said::Nothing => None,
            Said::Something | Said::Blocks(_) => Some(unknown),
            Said::Expression(references) => {
                let wanted = named_by(self.kind, &without_indices(path));
                let target = wanted.and_then(|wanted| self.resolver.resolve(references, wanted, self.place));
                Some(target.map_or(unknown, |target| (self.attribute)(&target, span)))
            }
        }
    }
}

/// A path of blocks without the numbers of these.
fn without_indices(path: &str) -> String {
    path.split(['[', ']']).step_by(2).collect()
}

impl<'v> Said<'v> {
    /// What is said of a part.
    fn at(&self, name: &str) -> Said<'v> {
        match self {
            Said::Blocks(blocks) => said(blocks, name),
            other => other.clone(),
        }
    }

    /// What is said of an item of a list. Where as many references mean something wanted as there are unknown items,
    /// each is that of one item.
    fn item(
        &self,
        name: &str,
        wanted: Option<Thing>,
        at: usize,
        len: usize,
        unknown_before: usize,
        unknown: usize,
    ) -> Said<'v> {
        match self {
            Said::Blocks(blocks) if blocks.len() == len && !SETS.contains(&name) => {
                blocks.get(at).map_or(Said::Something, |block| Said::Blocks(vec![block]))
            }
            Said::Expression(references) => {
                let means = |it: &&str| wanted.is_some_and(|wanted| may_mean(it, wanted));
                let whole: Vec<_> = longest(references).filter(means).collect();
                match whole.get(unknown_before) {
                    Some(one) if whole.len() == unknown => Said::Expression(vec![(*one).to_owned()]),
                    _ => self.clone(),
                }
            }
            other => other.clone(),
        }
    }
}

/// What any of these blocks says of an argument or of the blocks of a type.
fn said<'v>(blocks: &[&'v Value], name: &str) -> Said<'v> {
    let mut inner = Vec::new();
    let mut references = None;
    for said in blocks.iter().filter_map(|block| block.get(name)) {
        match &said.kind {
            Kind::List(list) => inner.extend(&list.items),
            Kind::Map(map) if map.keys().all(|key| matches!(&**key, "references" | "constant_value")) => {
                references.get_or_insert_with(Vec::new).extend(references_of(said));
            }
            _ => inner.push(said),
        }
    }
    match references {
        Some(references) => Said::Expression(references),
        None if inner.is_empty() => Said::Nothing,
        None => Said::Blocks(inner),
    }
}
