//! `Fn::Select` and `Fn::Split`.

use std::sync::Arc;

use super::evaluator::{Evaluator, arguments};
use super::lookup::MAX_ANSWERS;
use crate::source::Span;
use crate::value::{Kind, List, Symbol, Unknown, Value, in_common, split};

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
            let symbol = Symbol::operation("Fn::Select", [unknown.symbol.clone(), list.symbol()]);
            let open = self.undecided_as("Fn::Select", symbol, span, "selects by an index that is not known");
            let is_told = |list: &&List| list.rest.is_none() && list.may_shrink().is_none();
            let items = list.as_list().filter(is_told).filter(|list| list.items.len() <= MAX_ANSWERS);
            return match open.as_unknown().zip(items) {
                Some((open, list)) => in_common(&list.items.iter().collect::<Vec<_>>(), open),
                None => open,
            };
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
        let mut unknown = Unknown::new(shown, span, list.reason.clone());
        unknown.nature = list.nature.each().cloned().unwrap_or_else(|| Arc::new(list.nature.pieces()));
        Value::unknown(unknown.symbol(list.symbol.part([&*number.to_string()])), span)
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
