//! What items of a set are told apart and ordered by.
//!
//! The order is that of go-cty, in which Terraform goes through a set: of texts and numbers their own, of anything else
//! that of how it is written.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use super::pairs::Pairs;
use super::{Kind, Number, Shape, Symbol, Truth, Value};

/// How many pairs of values, of which one is not known, are held against each other to tell which are among others.
const MAX_LOOKED_UP: usize = 50_000;

/// Values to look others up among.
#[derive(Debug)]
pub struct Keys<'v> {
    all: &'v [Value],
    known: HashSet<Key>,
    /// Those that are not known, by their index.
    open: Vec<usize>,
    left: Pairs,
}

impl<'v> Keys<'v> {
    /// The keys of these values.
    pub fn of(all: &'v [Value]) -> Self {
        let is_open = |(_, value): &(usize, &Value)| value.first_unknown().is_some();
        let (open, known): (Vec<_>, Vec<_>) = all.iter().enumerate().partition(is_open);
        let known = known.into_iter().map(|(_, value)| Key::of(value)).collect();
        Keys { all, known, open: open.into_iter().map(|(at, _)| at).collect(), left: Pairs::of(MAX_LOOKED_UP) }
    }

    /// Whether a value is among them.
    pub fn has(&self, value: &Value) -> Truth {
        let same = &mut |at| self.all.get(at).map_or(Truth::Unknown, |it: &Value| it.same_within(value, &self.left));
        self.has_by(value, &self.left, same)
    }

    /// The same, by what tells whether the value is the one at an index.
    pub(super) fn has_by(&self, value: &Value, left: &Pairs, same: &mut dyn FnMut(usize) -> Truth) -> Truth {
        let is_known = value.first_unknown().is_none();
        if is_known && self.known.contains(&Key::of(value)) {
            return Truth::True;
        }
        let compared = if is_known { self.open.len() } else { self.all.len() };
        if !left.take(compared) {
            return Truth::Unknown;
        }
        if is_known { Truth::any(self.open.iter().map(|at| same(*at))) } else { Truth::any((0..compared).map(same)) }
    }
}

/// The key of an item. Known items are equal where their keys are; items that are not known stand last.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Key {
    Bool(bool),
    Number(Ordered),
    Text(String),
    /// How go-cty writes a value whose type has no order.
    Written(String),
    Null,
    Unknown(Symbol),
}

/// A number by its value.
#[derive(Clone, Debug)]
pub(super) struct Ordered(Number);

impl Hash for Ordered {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.to_string().hash(state);
    }
}

impl PartialEq for Ordered {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Ordered {}

impl PartialOrd for Ordered {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Ordered {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.order(&other.0)
    }
}

impl Key {
    /// The order of two keys. What is not known stays as it is written.
    pub(super) fn order(&self, other: &Key) -> Ordering {
        if let (Key::Unknown(_), Key::Unknown(_)) = (self, other) { Ordering::Equal } else { self.cmp(other) }
    }

    /// The key of an item.
    pub(super) fn of(value: &Value) -> Key {
        match &value.kind {
            Kind::Null => Key::Null,
            Kind::Bool(known) => Key::Bool(*known),
            Kind::Number(number) => Key::Number(Ordered(number.clone())),
            Kind::String(text) => Key::Text(text.display()),
            Kind::Unknown(unknown) => Key::Unknown(unknown.symbol.clone()),
            Kind::Json(_) => match value.to_text() {
                Some(text) => Key::Text(text.display()),
                None => Key::Written(written(value)),
            },
            Kind::List(_) | Kind::Set(_) | Kind::Map(_) | Kind::Choice(_) => Key::Written(written(value)),
        }
    }
}

fn written(value: &Value) -> String {
    let mut out = String::new();
    write(value, &mut out);
    out
}

/// Writes a value as go-cty's `makeSetHashBytes` does.
fn write(value: &Value, out: &mut String) {
    match &value.kind {
        Kind::Null => out.push('~'),
        Kind::Bool(known) => out.push(if *known { 'T' } else { 'F' }),
        Kind::Number(number) => out.push_str(&number.to_string()),
        Kind::String(_) | Kind::Json(_) => {
            out.push_str(&quoted(&value.to_text().unwrap_or_default().display()));
        }
        Kind::List(list) => {
            let (open, close) = if value.shape() == Shape::Written { ('<', '>') } else { ('[', ']') };
            write_items(&list.items, open, close, out);
        }
        Kind::Set(set) => write_items(set.items(), '[', ']', out),
        Kind::Map(map) => {
            let is_object = value.shape() == Shape::Written;
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by(|a, b| a.0.cmp(b.0));
            out.push(if is_object { '<' } else { '{' });
            for (key, entry) in entries {
                if !is_object {
                    out.push_str(&quoted(key));
                    out.push(':');
                }
                write(&entry.value, out);
                out.push(';');
            }
            out.push(if is_object { '>' } else { '}' });
        }
        Kind::Unknown(_) | Kind::Choice(_) => out.push('?'),
    }
}

fn write_items(items: &[Value], open: char, close: char, out: &mut String) {
    out.push(open);
    for item in items {
        write(item, out);
        out.push(';');
    }
    out.push(close);
}

fn quoted(text: &str) -> String {
    format!("{text:?}")
}
