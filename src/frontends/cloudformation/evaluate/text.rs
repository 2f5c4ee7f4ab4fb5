//! `Fn::Sub`, `Fn::Join`, `Fn::Base64` and dynamic references: texts put together of parts, with a hole where a part is
//! not known.

use std::collections::HashMap;
use std::sync::Arc;

use super::evaluator::{Evaluator, arguments};
use crate::finding::ProblemKind;
use crate::source::Span;
use crate::value::{Kind, Map, NotGiven, PastBound, Piece, Symbol, Text, TextBuilder, Unknown, Value};

/// How many letters one text may have beside those of the template, a part that is not known counted like a few.
const MAX_LETTERS: usize = 1 << 16;

/// How many letters a part of a text stands for that is not known: each is kept with what is known of it.
const LETTERS_OF_HOLE: usize = 64;

/// How many letters are put together in one step.
const LETTERS_OF_STEP: usize = 16;

/// A part of a text that is put together.
enum Part {
    Known(Text),
    /// The value of this number.
    Value(usize),
}

impl Evaluator<'_> {
    pub(super) fn sub(&self, argument: &Value, span: Span) -> Value {
        let (template, variables) = match argument.as_list().map(|list| list.items.as_slice()) {
            Some([template, variables]) => match variables.as_map() {
                Some(map) => (template, Some(map)),
                None => return self.misused("Fn::Sub", span, "takes a text, or a list of a text and a map"),
            },
            Some(_) => return self.misused("Fn::Sub", span, "takes a text, or a list of a text and a map"),
            None => (argument, None),
        };
        let text = match &template.kind {
            Kind::String(text) => text.clone(),
            Kind::Number(_) | Kind::Bool(_) => return self.value(template),
            _ => return self.misused("Fn::Sub", span, "takes a text that is written out"),
        };
        let mut values = Vec::new();
        let parts = self.as_text(true, || self.parts(&text, variables, template.span(), &mut values));
        self.distribute(span, &values, false, &|values| self.put_together(&parts, values, span))
    }

    pub(super) fn join(&self, argument: &Value, span: Span) -> Value {
        let [delimiter, list] = arguments(argument) else {
            return self.misused("Fn::Join", span, "takes a list of a delimiter and a list");
        };
        let values = [self.in_text(delimiter), self.in_text(list)];
        self.distribute(span, &values, true, &|values| {
            let [delimiter, list] = values else { return self.undecided("Fn::Join", span, "joins what is not known") };
            let Some(delimiter) = delimiter.to_text() else {
                return self.misused("Fn::Join", span, "takes a text as delimiter");
            };
            self.joined(&delimiter, list, span)
        })
    }

    fn joined(&self, delimiter: &Text, list: &Value, span: Span) -> Value {
        let (items, rest) = match &list.kind {
            Kind::List(list) => (list.items.as_slice(), list.rest.as_ref()),
            Kind::Unknown(unknown) => (&[] as &[Value], Some(unknown)),
            _ => return self.misused("Fn::Join", span, "takes a list to join"),
        };
        let rest = rest.map(|rest| {
            let symbol = Symbol::operation("Fn::Join", [delimiter.symbol(), rest.symbol.clone()]);
            let unknown = Unknown::new(Arc::clone(&rest.expression), rest.span, rest.reason.clone());
            Value::unknown(unknown.symbol(symbol), span)
        });
        let values: Vec<_> = items.iter().cloned().chain(rest).collect();
        let mut parts = Vec::with_capacity(values.len() * 2);
        for at in 0..values.len() {
            if at > 0 {
                parts.push(Part::Known(delimiter.clone()));
            }
            parts.push(Part::Value(at));
        }
        self.put_together(&parts, &values, span)
    }

    /// The literals and variables of a `Fn::Sub` text. `${!x}` is the literal `${x}`.
    fn parts(&self, text: &Text, variables: Option<&Map>, span: Span, values: &mut Vec<Value>) -> Vec<Part> {
        let mut evaluated = HashMap::new();
        let Some(letters) = text.as_str() else { return vec![Part::Known(text.clone())] };
        let mut parts = Vec::new();
        let mut done = 0;
        while let Some(start) = letters.get(done..).and_then(|rest| rest.find("${")).map(|at| at + done) {
            let Some(end) = letters.get(start..).and_then(|rest| rest.find('}')).map(|at| at + start) else { break };
            parts.push(Part::Known(slice(text, done..start)));
            match letters.get(start + 2..end).unwrap_or("") {
                name if name.starts_with('!') => {
                    parts.push(Part::Known(Text::from(format!("${{{}}}", name.get(1..).unwrap_or("")))));
                }
                name => {
                    let at = text.place(start).map_or(span, |place| {
                        Span::new(place.file, place.range().start..place.range().start + (end + 1 - start))
                    });
                    let next = values.len();
                    // What the function gives itself is the same wherever it is used.
                    let given = variables.and_then(|variables| variables.get(name));
                    let number = given.map_or(next, |_| *evaluated.entry(name).or_insert(next));
                    parts.push(Part::Value(number));
                    if number == next {
                        values.push(given.map_or_else(|| self.variable(name, at), |given| self.value(given)));
                    }
                }
            }
            done = end + 1;
        }
        parts.push(Part::Known(slice(text, done..letters.len())));
        parts
    }

    fn variable(&self, name: &str, span: Span) -> Value {
        let is_named = |letter: char| letter.is_alphanumeric() || matches!(letter, '.' | ':' | '_');
        match name.split_once('.') {
            _ if name.is_empty() => self.misused("Fn::Sub", span, "has a variable without a name"),
            _ if !name.chars().all(is_named) => self.misused(
                "Fn::Sub",
                span,
                "has a variable whose name is not one: it takes letters, digits, `.`, `:`, `_`",
            ),
            Some((id, attribute)) => self.attribute_of(id, attribute, span),
            None => self.reference_to(name, span),
        }
    }

    fn put_together(&self, parts: &[Part], values: &[Value], span: Span) -> Value {
        let mut builder = TextBuilder::default();
        let mut letters = 0_usize;
        for part in parts {
            let text = match part {
                Part::Known(text) => Some(text.clone()),
                Part::Value(at) => values.get(*at).map(|value| self.part(value, span)),
            };
            let Some(text) = text else { continue };
            letters += text
                .pieces()
                .iter()
                .map(|it| if let Piece::Known(it) = it { it.len() } else { LETTERS_OF_HOLE })
                .sum::<usize>();
            if letters > self.max_letters() {
                break;
            }
            builder.push_text(&text);
        }
        if !self.shared.budget.spend(parts.len()) || !self.is_affordable(letters) {
            return self.too_much(span);
        }
        if letters > self.max_letters() {
            return self.too_long(span);
        }
        Value::new(Kind::String(self.with_dynamic_references(&builder.finish(), span)), span)
    }

    /// Whether there is work left to make a text of so many letters; it counts as done.
    pub(super) fn is_affordable(&self, letters: usize) -> bool {
        self.shared.budget.spend(1 + letters / LETTERS_OF_STEP)
    }

    fn max_letters(&self) -> usize {
        MAX_LETTERS.saturating_add(self.shared.budget.bytes())
    }

    /// What stands in place of a text that is not made.
    pub(super) fn too_long(&self, span: Span) -> Value {
        let most = self.max_letters();
        self.report(ProblemKind::Limit, span, format!("texts grow beyond {most} letters here"));
        self.undecided("text", span, PastBound::Letters)
    }

    fn part(&self, value: &Value, span: Span) -> Text {
        let hole = |reason: &str| {
            let symbol = self.place("part", value.span());
            Text::hole(Arc::new(Unknown::new("a part", value.span(), reason).symbol(symbol)))
        };
        match (value.to_text(), &value.kind) {
            (Some(text), _) => text,
            (None, Kind::List(_) | Kind::Map(_) | Kind::Null) => {
                let message = format!("a text is put together of {} here", value.kind_name());
                self.report(ProblemKind::Invalid, span, message);
                hole("is not a text")
            }
            (None, _) => hole("is not decided"),
        }
    }

    pub(super) fn base64(&self, argument: &Value, span: Span) -> Value {
        let text = self.in_text(argument);
        self.distribute(span, &[text], false, &|text| {
            let Some(text) = text.first().and_then(Value::to_text) else {
                return self.misused("Fn::Base64", span, "takes a text");
            };
            match text.as_str() {
                Some(known) if known.len() > self.max_letters() / 4 * 3 => self.too_long(span),
                Some(known) if !self.is_affordable(known.len()) => self.too_much(span),
                Some(known) => Value::string(base64(known.as_bytes()), span),
                None => {
                    let symbol = Symbol::operation("Fn::Base64", [text.symbol()]);
                    self.undecided_as("Fn::Base64", symbol, span, "encodes what is not known")
                }
            }
        })
    }

    /// The text with a hole for each `{{resolve:…}}`, which the service replaces at deployment.
    pub(super) fn with_dynamic_references(&self, text: &Text, span: Span) -> Text {
        if !text.pieces().iter().any(|piece| matches!(piece, Piece::Known(known) if known.contains("{{resolve:"))) {
            return text.clone();
        }
        let mut builder = TextBuilder::default();
        let mut open: Option<String> = None;
        for piece in text.pieces() {
            match (piece, &mut open) {
                (Piece::Known(known), _) => open = resolve(known, open.take(), &mut builder, span),
                (Piece::Hole(unknown), Some(reference)) => reference.push_str(&format!("${{{}}}", unknown.expression)),
                (Piece::Hole(unknown), None) => builder.push_hole(Arc::clone(unknown)),
            }
        }
        // What is not closed is a text like any other.
        open.iter().for_each(|rest| builder.push(rest));
        builder.finish()
    }
}

/// Adds letters to a text, and gives the reference that is still open behind them.
fn resolve(known: &str, open: Option<String>, out: &mut TextBuilder, span: Span) -> Option<String> {
    let mut rest = known;
    let mut open = open;
    loop {
        match open.take() {
            None => match rest.find("{{resolve:") {
                None => {
                    out.push(rest);
                    return None;
                }
                Some(start) => {
                    out.push(rest.get(..start).unwrap_or(""));
                    rest = rest.get(start..).unwrap_or("");
                    open = Some(String::new());
                }
            },
            Some(mut reference) => match rest.find("}}") {
                None => {
                    reference.push_str(rest);
                    return Some(reference);
                }
                Some(end) => {
                    reference.push_str(rest.get(..end + 2).unwrap_or(""));
                    rest = rest.get(end + 2..).unwrap_or("");
                    out.push_hole(Arc::new(Unknown::new(reference, span, NotGiven::DynamicReference)));
                }
            },
        }
    }
}

/// Letters of a text, each line with its place.
fn slice(text: &Text, range: std::ops::Range<usize>) -> Text {
    let letters = text.as_str().and_then(|letters| letters.get(range.clone())).unwrap_or("");
    let mut builder = TextBuilder::default();
    let mut at = range.start;
    for line in letters.split_inclusive('\n') {
        // The end of a line may stand in the source in another way.
        let known = line.trim_end_matches('\n');
        match place(text, at, known.len()) {
            Some(span) => builder.push_written(known, span),
            None => builder.push(known),
        }
        builder.push(line.get(known.len()..).unwrap_or(""));
        at += line.len();
    }
    builder.finish()
}

/// Where letters stand in the source, where they stand there as they are.
fn place(text: &Text, start: usize, len: usize) -> Option<Span> {
    let last = len.checked_sub(1)?;
    let (from, to) = (text.place(start)?, text.place(start + last)?);
    let in_one_run = to.file == from.file && to.range().start.checked_sub(from.range().start) == Some(last);
    in_one_run.then(|| Span::new(from.file, from.range().start..to.range().start + 1))
}

fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for at in 0..4 {
            let index = (group >> (18 - 6 * at) & 63) as usize;
            out.push(if at > chunk.len() { '=' } else { LETTERS.get(index).copied().map_or('=', char::from) });
        }
    }
    out
}
