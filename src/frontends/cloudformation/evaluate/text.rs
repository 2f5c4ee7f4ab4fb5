//! `Fn::Sub` and `Fn::Join`: texts put together of parts, with a hole where a part is unknown.

use std::sync::Arc;

use super::Evaluator;
use crate::source::Span;
use crate::value::{Choice, Kind, MAX_CONDITIONS, Map, Text, TextBuilder, Unknown, Value};

/// A part of a text that is put together.
enum Part {
    Known(Text),
    Value(Value),
}

impl Evaluator<'_> {
    pub(super) fn sub(&self, argument: &Value, span: Span) -> Value {
        let (template, variables) = match argument.as_list().map(|list| list.items.as_slice()) {
            Some([template, variables]) => (template, variables.as_map()),
            Some(_) => return self.undecided("Fn::Sub", span, "needs a text and a map"),
            None => (argument, None),
        };
        let Kind::String(text) = &template.kind else { return self.undecided("Fn::Sub", span, "needs a text") };
        let parts = self.parts(text, variables, template.span());
        self.put_together(parts, MAX_CONDITIONS, span)
    }

    pub(super) fn join(&self, argument: &Value, span: Span) -> Value {
        let parts = argument.as_list().map(|list| list.items.as_slice());
        let Some([delimiter, list]) = parts else {
            return self.undecided("Fn::Join", span, "needs a delimiter and a list");
        };
        let Some(delimiter) = self.value(delimiter).to_text() else {
            return self.undecided("Fn::Join", span, "needs a text as delimiter");
        };
        let list = self.value(list);
        let Some(list) = list.as_list().filter(|list| list.rest.is_none()) else {
            return self.undecided("Fn::Join", span, "joins what is not known");
        };
        let mut parts = Vec::with_capacity(list.items.len() * 2);
        for (at, item) in list.items.iter().enumerate() {
            if at > 0 {
                parts.push(Part::Known(delimiter.clone()));
            }
            parts.push(Part::Value(item.clone()));
        }
        self.put_together(parts, MAX_CONDITIONS, span)
    }

    /// The literals and variables of a `Fn::Sub` text. `${!x}` is the literal `${x}`.
    fn parts(&self, text: &Text, variables: Option<&Map>, span: Span) -> Vec<Part> {
        let Some(letters) = text.as_str() else { return vec![Part::Known(text.clone())] };
        let mut parts = Vec::new();
        let mut done = 0;
        while let Some(start) = letters.get(done..).and_then(|rest| rest.find("${")).map(|at| at + done) {
            let Some(end) = letters.get(start..).and_then(|rest| rest.find('}')).map(|at| at + start) else { break };
            parts.push(known(text, done..start));
            match letters.get(start + 2..end).unwrap_or("") {
                name if name.starts_with('!') => {
                    parts.push(Part::Known(Text::from(format!("${{{}}}", name.trim_start_matches('!')))));
                }
                name => {
                    let at = text.place(start).map_or(span, |place| {
                        Span::new(place.file, place.range().start..place.range().start + (end + 1 - start))
                    });
                    parts.push(Part::Value(self.variable(name.trim(), variables, at)));
                }
            }
            done = end + 1;
        }
        parts.push(known(text, done..letters.len()));
        parts
    }

    fn variable(&self, name: &str, variables: Option<&Map>, span: Span) -> Value {
        if let Some(value) = variables.and_then(|variables| variables.get(name)) {
            return self.value(value);
        }
        match name.split_once('.') {
            Some((id, attribute)) => self.attribute_of(id, attribute, span),
            None => self.named(name, span),
        }
    }

    /// One text; where a part is a choice, a choice of texts.
    fn put_together(&self, parts: Vec<Part>, bound: usize, span: Span) -> Value {
        let choice = parts.iter().find_map(|part| match part {
            Part::Value(Value { kind: Kind::Choice(choice), .. }) => Some(Arc::clone(choice)),
            _ => None,
        });
        let Some(choice) = choice else { return Value::new(Kind::String(self.concatenate(&parts)), span) };
        if bound == 0 {
            return self.undecided("text", span, "depends on too many open conditions");
        }
        let branch = |answer: bool| {
            let parts = parts.iter().map(|part| under(part, &choice, answer)).collect();
            self.put_together(parts, bound - 1, span)
        };
        Value::choice(Arc::clone(&choice.condition), branch(true), branch(false))
    }

    fn concatenate(&self, parts: &[Part]) -> Text {
        let mut builder = TextBuilder::default();
        for part in parts {
            match part {
                Part::Known(text) => builder.push_text(text),
                Part::Value(value) => match value.to_text() {
                    Some(text) => builder.push_text(&text),
                    None => {
                        let reason = format!("is {}, not a text", value.kind_name());
                        let symbol = self.place("text", value.span());
                        builder.push_hole(Arc::new(Unknown::new("a part", value.span(), reason).symbol(symbol)));
                    }
                },
            }
        }
        builder.finish()
    }
}

/// A part where the choice's condition has this answer.
fn under(part: &Part, choice: &Choice, answer: bool) -> Part {
    match part {
        Part::Value(Value { kind: Kind::Choice(it), .. }) if it.condition.symbol == choice.condition.symbol => {
            Part::Value(if answer { it.when_true.clone() } else { it.when_false.clone() })
        }
        Part::Value(value) => Part::Value(value.clone()),
        Part::Known(text) => Part::Known(text.clone()),
    }
}

/// Letters of a text, with their place.
fn known(text: &Text, range: std::ops::Range<usize>) -> Part {
    let letters = text.as_str().and_then(|letters| letters.get(range.clone())).unwrap_or("");
    let last = range.end.saturating_sub(1);
    let place = text.place(range.start).zip(text.place(last)).filter(|(from, to)| {
        // One run of the source holds all of them.
        to.range().start.checked_sub(from.range().start) == last.checked_sub(range.start)
    });
    Part::Known(match place {
        Some((from, to)) => Text::written(letters, Span::new(from.file, from.range().start..to.range().start + 1)),
        None => Text::from(letters),
    })
}
