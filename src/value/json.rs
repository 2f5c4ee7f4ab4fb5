//! JSON text to values and back, with places and with holes.
//!
//! A policy is often JSON inside a string with interpolations. It is read without giving up on them: a hole inside a
//! JSON string becomes a hole in that string, a hole that stands for a whole JSON value becomes an unknown.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use jsonc_parser::ast;
use jsonc_parser::common::Range;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};

use super::{
    Entry, Kind, Letters, List, Map, Nature, Number, PastBound, Piece, Range as Bounds, Symbol, Text, TextBuilder,
    Unknown, Value,
};
use crate::source::{FileId, Span};

/// Text that is not JSON.
#[derive(Clone, Debug)]
pub struct JsonError {
    /// What is wrong, in lower case, without a full stop.
    pub message: String,
    /// Where.
    pub span: Span,
    /// Whether it may well be JSON, and is too large to be read.
    pub is_bound: bool,
}

/// How many values may stand in a text: each costs more than a hundred bytes of memory.
const MAX_VALUES: usize = 1_000_000;

/// How deep collections may nest in a text; what lies deeper is unknown. CloudFormation's own templates stay below 30.
pub const MAX_DEPTH: usize = 100;

/// Marks of holes inside the text handed to the JSON parser: private-use letters, so that they cannot clash with JSON.
const OPEN: char = '\u{E000}';
const CLOSE: char = '\u{E001}';
const RAW: char = '\u{E002}';

/// Strict JSON: every leniency off.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// What a JSON file says.
#[derive(Clone, Debug)]
pub struct JsonFile {
    /// Its value.
    pub root: Value,
    /// Keys that stood in their object before, each once with its place.
    pub repeated: Vec<(Arc<str>, Span)>,
    /// Values that nest too deep, and are unknown.
    pub deep: Vec<Span>,
}

/// Reads a JSON file. Of two equal keys the later one stays.
pub fn parse_json(file: FileId, text: &str) -> Result<JsonFile, JsonError> {
    parse_file(file, text, &STRICT)
}

fn parse_file(file: FileId, text: &str, options: &ParseOptions) -> Result<JsonFile, JsonError> {
    let shift = text.len() - text.trim_start_matches('\u{feff}').len();
    let place = |range: Range| Span::new(file, range.start + shift..range.end + shift);
    read(text.trim_start_matches('\u{feff}'), &place, options)
}

fn read(text: &str, place: &dyn Fn(Range) -> Span, options: &ParseOptions) -> Result<JsonFile, JsonError> {
    let source = Source::new(place, &[]);
    let root = source.parse(text, options)?;
    Ok(JsonFile { root, repeated: source.repeated.take(), deep: source.deep_spans() })
}

/// What a file says that would be JSON if that had comments and commas behind the last item; `None` where it would not.
pub fn parse_relaxed_json(file: FileId, text: &str) -> Option<JsonFile> {
    let relaxed = ParseOptions { allow_comments: true, allow_trailing_commas: true, ..STRICT };
    parse_file(file, text, &relaxed).ok()
}

/// Reads the JSON value that stands at `span`, of which `text` is the text.
pub fn parse_json_part(text: &str, span: Span) -> Result<JsonFile, JsonError> {
    let shift = span.range().start;
    let place = |range: Range| Span::new(span.file, range.start + shift..range.end + shift);
    read(text, &place, &STRICT)
}

/// Reads JSON from text with holes. Places inside the text are used where they are known, `whole` elsewhere.
pub fn parse_json_text(text: &Text, whole: Span) -> Result<Value, JsonError> {
    let marked =
        Marked::new(text).ok_or_else(|| JsonError::new("private-use characters stand in it".to_owned(), whole))?;
    let place = |range: Range| text.places(marked.in_text(range.start)..marked.in_text(range.end), whole);
    Source::new(&place, &marked.holes).parse(&marked.json, &STRICT)
}

impl JsonError {
    fn new(message: String, span: Span) -> Self {
        JsonError { message, span, is_bound: false }
    }
}

/// Text with each hole replaced by a mark that JSON can carry.
struct Marked {
    json: String,
    holes: Vec<Arc<Unknown>>,
    /// Where marks start in `json`, and how many letters all marks up to and with it add.
    added: Vec<(usize, usize)>,
}

impl Marked {
    fn new(text: &Text) -> Option<Marked> {
        let mut marked = Marked { json: String::new(), holes: Vec::new(), added: Vec::new() };
        let (mut in_string, mut escaped, mut total) = (false, false, 0);
        for piece in text.pieces() {
            match piece {
                Piece::Known(known) => {
                    if known.contains([OPEN, CLOSE, RAW]) {
                        return None;
                    }
                    for byte in known.bytes() {
                        in_string ^= byte == b'"' && !escaped;
                        escaped = in_string && byte == b'\\' && !escaped;
                    }
                    marked.json.push_str(known);
                }
                Piece::Hole(unknown) => {
                    let mark = format!("{OPEN}{}{CLOSE}", marked.holes.len());
                    let mark = if in_string { mark } else { format!("\"{RAW}{mark}\"") };
                    total += mark.len();
                    marked.added.push((marked.json.len(), total));
                    marked.json.push_str(&mark);
                    marked.holes.push(Arc::clone(unknown));
                }
            }
        }
        Some(marked)
    }

    /// The offset in the text of an offset in the marked JSON.
    fn in_text(&self, at: usize) -> usize {
        let before = self.added.partition_point(|(start, _)| *start < at);
        let added = before.checked_sub(1).and_then(|last| self.added.get(last)).map_or(0, |(_, total)| *total);
        at.saturating_sub(added)
    }
}

/// What turns a JSON tree into a value.
struct Source<'s> {
    place: &'s dyn Fn(Range) -> Span,
    holes: &'s [Arc<Unknown>],
    repeated: RefCell<Vec<(Arc<str>, Span)>>,
    /// What is too deep to be read, in order.
    deep: RefCell<Vec<Range>>,
}

impl<'s> Source<'s> {
    fn new(place: &'s dyn Fn(Range) -> Span, holes: &'s [Arc<Unknown>]) -> Self {
        Source { place, holes, repeated: RefCell::default(), deep: RefCell::default() }
    }

    fn deep_spans(&self) -> Vec<Span> {
        self.deep.borrow().iter().map(|range| (self.place)(*range)).collect()
    }

    /// Whether what starts here stands for something that is too deep to be read.
    fn deep_at(&self, start: usize) -> Option<Span> {
        let deep = self.deep.borrow();
        let at = deep.binary_search_by_key(&start, |range| range.start).ok()?;
        deep.get(at).map(|range| (self.place)(*range))
    }

    fn parse(&self, json: &str, options: &ParseOptions) -> Result<Value, JsonError> {
        let shallow = shallow(json);
        let json = match &shallow {
            Some(Shallow { text, deep }) => {
                self.deep.borrow_mut().clone_from(deep);
                text
            }
            None => json,
        };
        let error = |message: String, range: Range| JsonError::new(message, (self.place)(range));
        if json.len() > MAX_VALUES && values_of(json) > MAX_VALUES {
            let message = format!("more than {MAX_VALUES} values stand in it");
            return Err(JsonError { is_bound: true, ..error(message, Range { start: 0, end: 1 }) });
        }
        let parsed = parse_to_ast(json, &CollectOptions::default(), options).map_err(|found| {
            let mut message = found.kind().to_string();
            message.get_mut(..1).into_iter().for_each(str::make_ascii_lowercase);
            error(message, found.range())
        })?;
        let end = Range { start: json.len(), end: json.len() };
        parsed.value.map(|value| self.value(&value)).ok_or_else(|| error("it is empty".to_owned(), end))
    }

    fn value(&self, node: &ast::Value<'_>) -> Value {
        match node {
            ast::Value::StringLit(lit) => self.string(lit),
            ast::Value::NumberLit(lit) => match self.deep_at(lit.range.start) {
                Some(span) => {
                    let unknown = Unknown::new("value", span, PastBound::Nesting);
                    Value::unknown(unknown.symbol(Symbol::written("value", span)), span)
                }
                None => Value::new(number(lit.value), (self.place)(lit.range)),
            },
            ast::Value::BooleanLit(lit) => Value::bool(lit.value, (self.place)(lit.range)),
            ast::Value::NullKeyword(null) => Value::null((self.place)(null.range)),
            ast::Value::Array(array) => {
                Value::list(array.elements.iter().map(|item| self.value(item)).collect(), (self.place)(array.range))
            }
            ast::Value::Object(object) => self.object(object),
        }
    }

    fn object(&self, object: &ast::Object<'_>) -> Value {
        let mut rest = None;
        let mut entries = Vec::with_capacity(object.properties.len());
        let mut seen: HashMap<&str, usize> = HashMap::with_capacity(object.properties.len());
        for property in &object.properties {
            let (key, key_range) = match &property.name {
                ast::ObjectPropName::String(lit) => (lit.value.as_ref(), lit.range),
                ast::ObjectPropName::Word(word) => (word.value, word.range),
            };
            match self.text(key, key_range).holes().next() {
                Some(hole) => rest = Some(Arc::clone(hole)),
                None => {
                    let times = seen.entry(key).or_default();
                    *times += 1;
                    // What stands a third time is told already.
                    if *times == 2 {
                        self.repeated.borrow_mut().push((key.into(), (self.place)(key_range)));
                    }
                    let entry = Entry { key_span: (self.place)(key_range), value: self.value(&property.value) };
                    entries.push((Arc::from(key), entry));
                }
            }
        }
        let mut map = Map::new(entries);
        map.rest = rest;
        Value::map(map, (self.place)(object.range))
    }

    fn string(&self, lit: &ast::StringLit<'_>) -> Value {
        let span = (self.place)(lit.range);
        let raw = lit.value.strip_prefix(RAW).and_then(|mark| self.text(mark, lit.range).holes().next().cloned());
        match raw {
            Some(unknown) => match &unknown.encoded {
                Some(value) => Value::clone(value),
                None => Value::new(Kind::Unknown(unknown), span),
            },
            None => Value::new(Kind::String(self.text(&lit.value, lit.range)), span),
        }
    }

    /// The letters of a JSON string, marks turned back into holes.
    fn text(&self, letters: &str, range: Range) -> Text {
        let inside = Range { start: range.start + 1, end: range.end.saturating_sub(1) };
        if self.holes.is_empty() || !letters.contains(OPEN) {
            return Text::written(letters, (self.place)(inside));
        }
        let mut builder = TextBuilder::default();
        let mut parts = letters.split(OPEN);
        builder.push(parts.next().unwrap_or(""));
        for part in parts {
            let (index, known) = part.split_once(CLOSE).unwrap_or(("", part));
            if let Some(hole) = index.parse::<usize>().ok().and_then(|index| self.holes.get(index)) {
                builder.push_hole(Arc::clone(unescaped(hole)));
            }
            builder.push(known);
        }
        builder.finish()
    }
}

/// How many values stand in a text, or a few more: one behind each comma, and one behind each key.
fn values_of(json: &str) -> usize {
    let (mut values, mut before) = (0, b' ');
    for byte in json.bytes() {
        values += usize::from(byte == b',') + usize::from(byte == b':' && before == b'"');
        before = byte;
    }
    values
}

/// A text without what nests too deep in it: a number of the same length stands in its place.
struct Shallow {
    text: String,
    deep: Vec<Range>,
}

/// The text without what nests deeper than [`MAX_DEPTH`] in it; `None` where nothing does.
fn shallow(json: &str) -> Option<Shallow> {
    let deep: Vec<_> =
        deep_parts(json, MAX_DEPTH).into_iter().map(|it| Range { start: it.start, end: it.end }).collect();
    if deep.is_empty() {
        return None;
    }
    let mut bytes = json.as_bytes().to_vec();
    for range in &deep {
        let part = bytes.get_mut(range.start..range.end).into_iter().flatten();
        part.enumerate().for_each(|(at, byte)| *byte = if at == 0 { b'0' } else { b' ' });
    }
    // What starts and ends with ASCII can be cut out.
    String::from_utf8(bytes).ok().map(|text| Shallow { text, deep })
}

/// Where the outermost collections of a JSON text stand that nest deeper than `most` levels.
pub fn deep_parts(json: &str, most: usize) -> Vec<std::ops::Range<usize>> {
    let (mut depth, mut in_string, mut escaped, mut start) = (0_usize, false, false, 0);
    let mut parts = Vec::new();
    for (at, byte) in json.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                if depth == most + 1 {
                    start = at;
                }
            }
            b']' | b'}' if !in_string => {
                if depth == most + 1 {
                    parts.push(start..at + 1);
                }
                depth = depth.saturating_sub(1);
            }
            _ => {}
        }
    }
    if depth > most {
        parts.push(start..json.len());
    }
    parts
}

fn number(letters: &str) -> Kind {
    Number::decimal(letters).map_or_else(|| Kind::String(Text::from(letters)), Kind::Number)
}

/// How many letters the text of a value may have: texts in texts double with each level.
const MAX_ENCODED: usize = 1 << 20;

/// Why a value has no JSON text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoText {
    /// It holds a choice, a collection whose end is unknown or items whose order is: its text has no fixed shape.
    Open,
    /// It has more letters than are written.
    TooLong,
}

/// The JSON encoding of a value, compact, keys in the value's order; an unknown is a hole. `None` where it has none.
pub fn to_json(value: &Value) -> Option<Text> {
    encoded(value).ok()
}

/// The same, or why there is none.
pub fn encoded(value: &Value) -> Result<Text, NoText> {
    let mut encoder = Encoder { out: TextBuilder::default(), left: MAX_ENCODED };
    encoder.value(value)?;
    Ok(encoder.out.finish())
}

struct Encoder {
    out: TextBuilder,
    left: usize,
}

impl Encoder {
    fn push(&mut self, letters: &str) -> Result<(), NoText> {
        self.left = self.left.checked_sub(letters.len()).ok_or(NoText::TooLong)?;
        self.out.push(letters);
        Ok(())
    }

    fn value(&mut self, value: &Value) -> Result<(), NoText> {
        match &value.kind {
            Kind::Null => self.push("null"),
            Kind::Bool(value) => self.push(if *value { "true" } else { "false" }),
            Kind::Number(number) => self.push(&number.to_string()),
            Kind::String(text) => self.text(text),
            Kind::Json(inner) => self.text(&encoded(inner)?),
            Kind::Unknown(unknown) => {
                self.out.push_hole(json_of(unknown, value));
                Ok(())
            }
            Kind::Choice(_) | Kind::List(List { rest: Some(_), .. }) | Kind::Map(Map { rest: Some(_), .. }) => {
                Err(NoText::Open)
            }
            Kind::List(list) => self.items(&list.items),
            Kind::Set(set) => self.items(set.in_order().ok_or(NoText::Open)?),
            Kind::Map(map) => {
                self.push("{")?;
                for (at, (key, entry)) in map.iter().enumerate() {
                    self.push(if at == 0 { "" } else { "," })?;
                    self.text(&Text::from(key.as_ref()))?;
                    self.push(":")?;
                    self.value(&entry.value)?;
                }
                self.push("}")
            }
        }
    }

    fn items(&mut self, items: &[Value]) -> Result<(), NoText> {
        self.push("[")?;
        for (at, item) in items.iter().enumerate() {
            self.push(if at == 0 { "" } else { "," })?;
            self.value(item)?;
        }
        self.push("]")
    }

    fn text(&mut self, text: &Text) -> Result<(), NoText> {
        self.push("\"")?;
        for piece in text.pieces() {
            match piece {
                Piece::Known(known) => self.push(&escape(known))?,
                Piece::Hole(unknown) => self.out.push_hole(escaped(unknown)),
            }
        }
        self.push("\"")
    }
}

/// The operation that an unknown within a JSON string went through.
const ESCAPED: &str = "escaped";

/// The JSON text of an unknown: another text than its own, with quotes around it where it is text.
fn json_of(unknown: &Arc<Unknown>, value: &Value) -> Arc<Unknown> {
    static NATURE: LazyLock<Arc<Nature>> =
        LazyLock::new(|| Arc::new(Nature::text("", "", Letters::default(), Bounds::at_least(1)).and(&Nature::set())));
    let symbol = Symbol::operation("json", [unknown.symbol.clone()]);
    let text = Unknown::new(Arc::clone(&unknown.expression), unknown.span, unknown.reason.clone()).symbol(symbol);
    // What AWS assigns holds no letter that is escaped.
    let nature = match unknown.nature.constant {
        Some(_) => {
            let letters = unknown.nature.letters().or(Letters::of("\""));
            Arc::new(Nature::text("", "", letters, Bounds::at_least(1)).and(&Nature::set()))
        }
        None => Arc::clone(&NATURE),
    };
    let text = Unknown { nature, may_fail: unknown.may_fail, ..text };
    Arc::new(text.encoding(Arc::new(value.clone())))
}

/// What stands in a JSON string for an unknown text: the text itself where none of its letters is escaped.
fn escaped(unknown: &Arc<Unknown>) -> Arc<Unknown> {
    // What AWS assigns holds no letter that is escaped.
    if unknown.nature.constant.is_some() || !unknown.nature.letters().may_have(is_escaped) {
        return Arc::clone(unknown);
    }
    let symbol = Symbol::operation(ESCAPED, [unknown.symbol.clone()]);
    let text = Unknown::new(Arc::clone(&unknown.expression), unknown.span, unknown.reason.clone()).symbol(symbol);
    let nature = Nature::text("", "", Letters::default(), Bounds::at_least(0)).set_if(unknown.nature.is_set);
    let text = Unknown { may_fail: unknown.may_fail, ..text.known(&nature) };
    Arc::new(text.encoding(Arc::new(Value::new(Kind::Unknown(Arc::clone(unknown)), unknown.span))))
}

/// What an unknown within a JSON string is once that is read.
fn unescaped(unknown: &Arc<Unknown>) -> &Arc<Unknown> {
    let inner = || unknown.encoded.as_ref()?.as_unknown();
    unknown.symbol.operands_of(ESCAPED).and_then(|_| inner()).unwrap_or(unknown)
}

fn is_escaped(letter: char) -> bool {
    matches!(letter, '"' | '\\' | '<' | '>' | '&' | '\u{2028}' | '\u{2029}' | '\0'..='\u{1f}')
}

/// Escapes as Terraform's `jsonencode` does, `<`, `>` and `&` included.
fn escape(known: &str) -> String {
    let mut escaped = String::with_capacity(known.len());
    for letter in known.chars() {
        match letter {
            '"' => escaped.push_str("\\\""),
            '\\' => escaped.push_str("\\\\"),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            letter if is_escaped(letter) => {
                // Writing to a `String` does not fail.
                let _ = write!(escaped, "\\u{:04x}", u32::from(letter));
            }
            _ => escaped.push(letter),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Sources;

    fn file(text: &str) -> (Sources, FileId) {
        let mut sources = Sources::default();
        let id = sources.add("p.json".into(), "p.json".into(), text.into());
        (sources, id)
    }

    #[test]
    fn keeps_the_place_of_every_node() {
        let (sources, id) = file("{\"a\": [1, \"b\"]}");
        let value = parse_json(id, sources.text(id)).unwrap().root;
        let list = value.get("a").unwrap();
        assert_eq!(sources.slice(list.span()), "[1, \"b\"]");
        assert_eq!(sources.slice(list.as_list().unwrap().items[1].span()), "\"b\"");
    }

    #[test]
    fn reads_holes_in_strings_and_in_place_of_values() {
        let (sources, id) = file("{\"a\": \"x-${v}\", \"b\": ${w}}");
        let whole = Span::new(id, 0..sources.text(id).len());
        let hole = |name: &str| Arc::new(Unknown::new(name, whole, "is not set"));
        let mut text = TextBuilder::default();
        text.push_written("{\"a\": \"x-", Span::new(id, 0..9));
        text.push_hole(hole("v"));
        text.push_written("\", \"b\": ", Span::new(id, 13..21));
        text.push_hole(hole("w"));
        text.push_written("}", Span::new(id, 25..26));
        let value = parse_json_text(&text.finish(), whole).unwrap();
        assert_eq!(value.get("a").unwrap().to_text().unwrap().display(), "x-${v}");
        assert_eq!(&*value.get("b").unwrap().as_unknown().unwrap().expression, "w");
        assert_eq!(sources.slice(value.as_map().unwrap().entry("b").unwrap().key_span), "\"b\"");
    }

    #[test]
    fn reads_what_is_known_of_an_encoded_hole() {
        let (sources, id) = file("{\"a\": ${v}}");
        let whole = Span::new(id, 0..sources.text(id).len());
        let known = Value::set(vec![Value::string("x", whole)], whole);
        let mut text = TextBuilder::default();
        text.push("{\"a\": ");
        text.push_hole(Arc::new(Unknown::new("v", whole, "is open").encoding(Arc::new(known))));
        text.push("}");
        let value = parse_json_text(&text.finish(), whole).unwrap();
        assert_eq!(value.get("a").unwrap().members().unwrap().items[0].as_str(), Some("x"));
    }

    #[test]
    fn names_the_place_of_an_error() {
        let (sources, id) = file("{\"a\": }");
        let error = parse_json(id, sources.text(id)).unwrap_err();
        assert_eq!(error.span.range().start, 6, "{}", error.message);
    }

    #[test]
    fn prints_what_it_reads() {
        let (sources, id) = file("{\"a\":[1,true,null,\"\\u003c\\n\"],\"b\":{}}");
        let value = parse_json(id, sources.text(id)).unwrap().root;
        assert_eq!(to_json(&value).unwrap().as_str(), Some(sources.text(id)));
    }
}
