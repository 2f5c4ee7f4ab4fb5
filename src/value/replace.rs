//! Values in which unknowns stand for others: what holds of any member of a family, said of one of them.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Choice, Entry, Kind, List, Map, Origin, Piece, Symbol, Target, Text, TextBuilder, Unknown, Value};

/// What stands for what.
#[derive(Debug, Default)]
pub struct Replacement {
    by: Vec<(Symbol, Value)>,
}

impl Replacement {
    /// Of what has this symbol, by a value.
    pub fn new(what: Symbol, by: Value) -> Self {
        Replacement::default().and(what, by)
    }

    /// The same, and of what has another symbol. What is listed first is looked for first.
    pub fn and(mut self, what: Symbol, by: Value) -> Self {
        self.by.push((what, by));
        self
    }

    /// The value that stands for what has this symbol as a whole.
    fn of(&self, symbol: &Symbol) -> Option<&Value> {
        self.by.iter().find(|(what, _)| what == symbol).map(|(_, by)| by)
    }

    fn symbol(&self, symbol: &Symbol) -> Symbol {
        let by: Vec<_> = self.by.iter().map(|(what, by)| (what, by.symbol())).collect();
        symbol.replaced(&by, &mut HashMap::new())
    }

    /// An unknown that rests on others.
    fn unknown(&self, unknown: &Arc<Unknown>) -> Arc<Unknown> {
        let symbol = self.symbol(&unknown.symbol);
        if symbol == unknown.symbol {
            return Arc::clone(unknown);
        }
        let elements = unknown.elements.as_ref().map(|any| any.iter().map(|element| element.replacing(self)).collect());
        // What it asks, it asked of the others.
        Arc::new(Unknown { symbol, test: None, elements, ..Unknown::clone(unknown) })
    }

    fn text(&self, text: &Text) -> Text {
        if text.as_str().is_some() {
            return text.clone();
        }
        let mut out = TextBuilder::default();
        for piece in text.pieces() {
            match piece {
                Piece::Known(known) => out.push(known),
                Piece::Hole(hole) => match self.of(&hole.symbol).and_then(Value::to_text) {
                    Some(by) => out.push_text(&by),
                    None => out.push_hole(self.unknown(hole)),
                },
            }
        }
        out.finish()
    }

    fn list(&self, list: &List) -> List {
        let rest = list.rest.as_ref().map(|rest| self.unknown(rest));
        List { items: list.items.iter().map(|item| item.replacing(self)).collect(), rest }
    }

    fn map(&self, map: &Map) -> Map {
        let entry = |(key, entry): (&Arc<str>, &Entry)| {
            (Arc::clone(key), Entry { key_span: entry.key_span, value: entry.value.replacing(self) })
        };
        Map::new(map.iter().map(entry)).with_rest(map.rest.as_ref().map(|rest| self.unknown(rest)))
    }

    fn target(&self, target: &Target) -> Target {
        let members = target.members.iter().map(|member| member.replacing(self)).collect();
        Target { members, ..target.clone() }
    }
}

impl Value {
    /// The value with others in place of unknowns, wherever it rests on them.
    pub fn replacing(&self, with: &Replacement) -> Value {
        let kind = match &self.kind {
            Kind::Null | Kind::Bool(_) | Kind::Number(_) => self.kind.clone(),
            Kind::Unknown(unknown) => match with.of(&unknown.symbol) {
                Some(by) => by.kind.clone(),
                None => Kind::Unknown(with.unknown(unknown)),
            },
            Kind::String(text) => match with.of(&text.symbol()) {
                Some(by) => by.kind.clone(),
                None => Kind::String(with.text(text)),
            },
            Kind::Json(value) => Kind::Json(Arc::new(value.replacing(with))),
            Kind::List(list) => Kind::List(with.list(list)),
            Kind::Set(set) => {
                let mut set = set.with_items(set.items().iter().map(|item| item.replacing(with)).collect());
                set.rest = set.rest.as_ref().map(|rest| with.unknown(rest));
                Kind::Set(set)
            }
            Kind::Map(map) => Kind::Map(with.map(map)),
            Kind::Choice(choice) => Kind::Choice(Arc::new(Choice {
                condition: with.unknown(&choice.condition),
                when_true: choice.when_true.replacing(with),
                when_false: choice.when_false.replacing(with),
            })),
        };
        let target = self.origin.target.as_ref().map(|target| Arc::new(with.target(target)));
        Value { kind, origin: Origin { target, ..self.origin.clone() } }
    }
}
