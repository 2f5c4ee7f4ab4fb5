//! `Fn::Select` and `Fn::Split`.

use std::sync::Arc;

use super::{Evaluator, arguments};
use crate::source::Span;
use crate::value::{Constant, Kind, List, Nature, Piece, Text, TextBuilder, Unknown, Value};

impl Evaluator<'_> {
    pub(super) fn select(&self, argument: &Value, span: Span) -> Value {
        let [index, list] = arguments(argument) else {
            return self.misused("Fn::Select", span, "takes a list of an index and a list");
        };
        let (index, list) = (self.in_text(index), self.value(list));
        self.distribute(span, &[index, list], false, &|arguments| match arguments {
            [index, list] => self.pick(index, list, span),
            _ => self.undecided("Fn::Select", span, "selects from what is not known"),
        })
    }

    fn pick(&self, index: &Value, list: &Value, span: Span) -> Value {
        if let Kind::Unknown(unknown) = &index.kind {
            let identity = format!("item {}", unknown.symbol.0);
            return self.undecided_as(
                "Fn::Select",
                &self.placed(&identity, span),
                span,
                "selects by an index that is not known",
            );
        }
        let number = index.to_text().and_then(|text| text.as_str()?.trim().parse::<usize>().ok());
        let Some(number) = number else { return self.misused("Fn::Select", span, "takes an index from 0 on") };
        match &list.kind {
            Kind::List(List { items, rest }) => match (items.get(number), rest) {
                (Some(item), _) => item.clone().used_at(span, format!("item {number}")),
                (None, Some(rest)) => self.item_of(rest, number, span),
                (None, None) => self.misused("Fn::Select", span, "selects an item that is not there"),
            },
            Kind::Unknown(unknown) => self.item_of(unknown, number, span),
            _ => self.misused("Fn::Select", span, "takes an index and a list"),
        }
    }

    /// An item of a list that is not known: alike wherever it is selected.
    fn item_of(&self, list: &Arc<Unknown>, number: usize, span: Span) -> Value {
        let shown = format!("item {number} of {}", list.expression);
        let mut unknown = Unknown::new(shown, span, Arc::clone(&list.reason));
        unknown.nature = list.nature;
        Value::unknown(unknown.symbol(format!("item {number} of {}", list.symbol.0)), span)
    }

    fn placed(&self, identity: &str, span: Span) -> String {
        format!("{identity} at {}", self.place("", span))
    }

    pub(super) fn split(&self, argument: &Value, span: Span) -> Value {
        let [delimiter, text] = arguments(argument) else {
            return self.misused("Fn::Split", span, "takes a list of a delimiter and a text");
        };
        let (delimiter, text) = (self.in_text(delimiter), self.in_text(text));
        self.distribute(span, &[delimiter, text], false, &|arguments| {
            let delimiter = arguments.first().and_then(Value::as_str);
            let Some(delimiter) = delimiter.filter(|delimiter| !delimiter.is_empty()) else {
                return self.misused("Fn::Split", span, "takes a known delimiter");
            };
            match arguments.get(1).and_then(Value::to_text) {
                Some(text) => split(&text, delimiter, span),
                None => self.misused("Fn::Split", span, "takes a text to split"),
            }
        })
    }
}

/// The parts of a text. Behind a hole that may itself hold the delimiter nothing is known.
fn split(text: &Text, delimiter: &str, span: Span) -> Value {
    let mut items = Vec::new();
    let mut part = TextBuilder::default();
    for piece in text.pieces() {
        match piece {
            Piece::Known(known) => {
                let mut pieces = known.split(delimiter);
                part.push(pieces.next().unwrap_or(""));
                for next in pieces {
                    let done = std::mem::take(&mut part).finish();
                    items.push(Value::new(Kind::String(done), span));
                    part.push(next);
                }
            }
            Piece::Hole(unknown) if is_one_word(unknown, delimiter) => part.push_hole(Arc::clone(unknown)),
            Piece::Hole(unknown) => {
                let rest = Unknown::new(Arc::clone(&unknown.expression), span, Arc::clone(&unknown.reason));
                let rest = rest.symbol(format!("{} split by {delimiter}", unknown.symbol.0));
                return Value::new(Kind::List(List { items, rest: Some(Arc::new(rest)) }), span);
            }
        }
    }
    items.push(Value::new(Kind::String(part.finish()), span));
    Value::list(items, span)
}

/// Whether an unknown never holds the delimiter: account ids, Regions and partitions are letters, digits and hyphens.
fn is_one_word(unknown: &Unknown, delimiter: &str) -> bool {
    let is_word =
        matches!(unknown.nature, Nature::Constant(Constant::AccountId | Constant::Region | Constant::Partition));
    is_word && delimiter.chars().any(|letter| !letter.is_ascii_alphanumeric() && letter != '-')
}
