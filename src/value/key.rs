//! What items of a set are told apart and ordered by.
//!
//! The order is that of go-cty, in which Terraform goes through a set: of texts and numbers their own, of anything else
//! that of how it is written.

use std::cmp::Ordering;
use std::collections::HashSet;
use std::hash::{Hash, Hasher};

use super::{Kind, Number, Shape, Symbol, Truth, Value};

/// Values to look others up among.
#[derive(Debug)]
pub struct Keys<'v> {
    all: &'v [Value],
    known: HashSet<Key>,
    open: Vec<&'v Value>,
}

impl<'v> Keys<'v> {
    /// The keys of these values.
    pub fn of(all: &'v [Value]) -> Self {
        let (open, known): (Vec<_>, Vec<_>) = all.iter().partition(|value| value.first_unknown().is_some());
        Keys { all, known: known.into_iter().map(Key::of).collect(), open }
    }

    /// Whether a value is among them.
    pub fn has(&self, value: &Value) -> Truth {
        if value.first_unknown().is_some() {
            return Truth::any(self.all.iter().map(|it| it.same(value)));
        }
        if self.known.contains(&Key::of(value)) {
            return Truth::True;
        }
        Truth::any(self.open.iter().map(|it| it.same(value)))
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
