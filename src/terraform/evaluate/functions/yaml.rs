//! `yamldecode`: YAML 1.1 as go-cty-yaml reads it.
//!
//! The parser gives events; the tree is built with a stack, so that depth is a number. Aliases are copied against a
//! budget.

use std::collections::HashMap;

use granit_parser::{Event, Parser, ScalarStyle, Span as Mark, Tag};

use super::super::big::Big;
use super::arguments::{Answer, Arguments, Gap, Row, Wanted, row};
use super::date::normalised;
use crate::source::Span;
use crate::value::{Kind, Map, Number, Text, Value};

pub(super) const TABLE: &[Row] = &[row("yamldecode", &[Wanted::Text], yamldecode)];

/// How deep a document may be nested.
const MAX_DEPTH: usize = 90;

/// How many nodes a document may have, those that aliases copy included.
const MAX_NODES: usize = 100_000;

fn yamldecode(of: &Arguments<'_>) -> Answer {
    let (written, text) = (of.text(0)?, of.string(0)?);
    if text.starts_with("%YAML") && !text.starts_with("%YAML 1.1") {
        return Err(Gap::error("only YAML 1.1 is read"));
    }
    if text.trim_start_matches('\n').starts_with('\t') {
        return Err(Gap::error("a tab stands where spaces belong"));
    }
    let mut builder = Builder {
        written: &written,
        whole: of.span,
        stack: Vec::new(),
        anchors: HashMap::new(),
        nodes: 0,
        documents: 0,
        root: None,
    };
    for event in Parser::new_from_str(&text) {
        let (event, mark) = event.map_err(|error| Gap::Error(format!("it is not YAML: {}", error.kind())))?;
        builder.event(event, &mark)?;
    }
    builder.root.ok_or_else(|| Gap::error("there is no document"))
}

struct Builder<'t> {
    /// The text, with the places of its letters.
    written: &'t Text,
    /// Where it is read, for what stands nowhere else.
    whole: Span,
    stack: Vec<Frame>,
    /// What each anchor names, with the number of its nodes.
    anchors: HashMap<usize, (Value, usize)>,
    nodes: usize,
    documents: usize,
    root: Option<Value>,
}

/// A collection that is being read.
struct Frame {
    collection: Collection,
    start: usize,
    anchor: usize,
    /// How many nodes there were before it.
    before: usize,
}

enum Collection {
    List(Vec<Value>),
    Map { map: Map, key: Option<Key> },
}

enum Key {
    Name(String, Span),
    /// `<<`: the value's entries are taken over.
    Merge,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, mark: &Mark) -> Result<(), Gap> {
        match event {
            Event::DocumentStart(..) => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(Gap::error("there is more than one document"));
                }
                Ok(())
            }
            Event::Scalar(text, style, anchor, tag) => {
                self.scalar(&text, style, (anchor, tag.as_deref()), self.place_of(mark))
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.open(Collection::List(Vec::new()), anchor, tag.as_deref(), mark)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.open(Collection::Map { map: Map::default(), key: None }, anchor, tag.as_deref(), mark)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(mark),
            Event::Alias(anchor) => {
                let (value, nodes) =
                    self.anchors.get(&anchor).cloned().ok_or_else(|| Gap::error("an alias names nothing"))?;
                self.count(nodes)?;
                self.place(value)
            }
            _ => Ok(()),
        }
    }

    fn count(&mut self, nodes: usize) -> Result<(), Gap> {
        self.nodes += nodes;
        if self.nodes > MAX_NODES { Err(Gap::too_long()) } else { Ok(()) }
    }

    fn open(&mut self, collection: Collection, anchor: usize, tag: Option<&Tag>, mark: &Mark) -> Result<(), Gap> {
        if tag.is_some_and(|tag| {
            !matches!(
                (short(tag).as_str(), &collection),
                ("map", Collection::Map { .. }) | ("seq", Collection::List(_))
            )
        }) {
            return Err(Gap::error("a tag is not understood"));
        }
        if self.stack.len() >= MAX_DEPTH {
            return Err(Gap::too_long());
        }
        let before = self.nodes;
        self.count(1)?;
        self.stack.push(Frame { collection, start: offset(mark.start.byte_offset()), anchor, before });
        Ok(())
    }

    fn close(&mut self, mark: &Mark) -> Result<(), Gap> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let span = self.written.places(frame.start..offset(mark.end.byte_offset()), self.whole);
        let value = match frame.collection {
            Collection::List(items) => Value::list(items, span),
            Collection::Map { map, .. } => Value::map(map, span),
        };
        if frame.anchor > 0 {
            self.anchors.insert(frame.anchor, (value.clone(), self.nodes - frame.before));
        }
        self.place(value)
    }

    /// Where an event stands.
    fn place_of(&self, mark: &Mark) -> Span {
        self.written.places(offset(mark.start.byte_offset())..offset(mark.end.byte_offset()), self.whole)
    }

    fn scalar(
        &mut self,
        text: &str,
        style: ScalarStyle,
        (anchor, tag): (usize, Option<&Tag>),
        span: Span,
    ) -> Result<(), Gap> {
        self.count(1)?;
        let is_plain = style == ScalarStyle::Plain;
        if is_plain && tag.is_none() && text == "<<" && self.wants_key() {
            return self.set_key(Key::Merge);
        }
        let kind = match tag.map(short) {
            None if is_plain => plain(text)?,
            Some(tag) if is_plain && matches!(tag.as_str(), "int" | "float" | "bool") => tagged(text, &tag)?,
            Some(tag) if tag == "null" => Kind::Null,
            Some(tag) if !matches!(tag.as_str(), "str" | "binary" | "int" | "float" | "bool" | "timestamp") => {
                return Err(Gap::error("a tag is not understood"));
            }
            _ => Kind::String(text.into()),
        };
        let value = Value::new(kind, span);
        if anchor > 0 {
            self.anchors.insert(anchor, (value.clone(), 1));
        }
        self.place(value)
    }

    fn wants_key(&self) -> bool {
        matches!(self.stack.last(), Some(Frame { collection: Collection::Map { key: None, .. }, .. }))
    }

    fn set_key(&mut self, wanted: Key) -> Result<(), Gap> {
        match self.stack.last_mut() {
            Some(Frame { collection: Collection::Map { key, .. }, .. }) => *key = Some(wanted),
            _ => return Err(Gap::error("a key stands where none belongs")),
        }
        Ok(())
    }

    /// Puts a value where it belongs.
    fn place(&mut self, value: Value) -> Result<(), Gap> {
        if self.wants_key() {
            let name = value.to_text().filter(|_| !matches!(value.kind, Kind::Null));
            let name = name.ok_or_else(|| Gap::error("a key must be a string"))?;
            return self.set_key(Key::Name(name.display(), value.span()));
        }
        match self.stack.last_mut().map(|frame| &mut frame.collection) {
            None => self.root = Some(value),
            Some(Collection::List(items)) => items.push(value),
            Some(Collection::Map { map, key }) => match key.take() {
                Some(Key::Name(name, span)) => {
                    map.insert(name, span, value);
                }
                _ => {
                    let from = value.as_map().ok_or_else(|| Gap::error("only a map can be merged"))?;
                    for (name, entry) in from.iter() {
                        map.insert(name.as_ref(), entry.key_span, entry.value.clone());
                    }
                }
            },
        }
        Ok(())
    }
}

/// An offset into the text; the parser has one wherever it reads a text in memory.
fn offset(byte: Option<usize>) -> usize {
    byte.unwrap_or_default()
}

/// A tag without what all tags of YAML itself begin with.
fn short(tag: &Tag) -> String {
    let full = format!("{}{}", tag.handle(), tag.suffix());
    let known = full.strip_prefix("tag:yaml.org,2002:").or_else(|| full.strip_prefix("!!"));
    known.map_or_else(|| format!("?{full}"), str::to_owned)
}

/// What a scalar without quotes means.
fn plain(text: &str) -> Result<Kind, Gap> {
    Ok(match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "y" | "Y" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Kind::Bool(true),
        "false" | "False" | "FALSE" | "n" | "N" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => Kind::Bool(false),
        ".nan" | ".NaN" | ".NAN" | ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" | "-.inf" | "-.Inf"
        | "-.INF" => {
            return Err(Gap::error("a number must be finite"));
        }
        _ => match (number(text), normalised(text)) {
            (Some(number), _) => Kind::Number(number),
            (None, Some(time)) => Kind::String(time.into()),
            (None, None) => Kind::String(text.into()),
        },
    })
}

fn tagged(text: &str, tag: &str) -> Result<Kind, Gap> {
    match (tag, plain(text)?) {
        ("int" | "float", kind @ Kind::Number(_)) | ("bool", kind @ Kind::Bool(_)) => Ok(kind),
        _ => Err(Gap::error("a scalar is not what its tag says")),
    }
}

fn number(text: &str) -> Option<Number> {
    let of_radix =
        |digits: &str, radix: u32| u64::from_str_radix(digits, radix).ok().filter(|_| !digits.starts_with('+'));
    let whole = match text.get(..2) {
        Some("0x") => of_radix(text.get(2..)?, 16),
        Some("0o") => of_radix(text.get(2..)?, 8),
        _ => None,
    };
    if let Some(whole) = whole {
        return Big::parse(&whole.to_string())?.number();
    }
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let (digits, power) = unsigned.split_once(['e', 'E']).map_or((unsigned, None), |(a, b)| (a, Some(b)));
    let power_is_number = power.is_none_or(|power| {
        let digits = power.strip_prefix(['-', '+']).unwrap_or(power);
        !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
    });
    let has_digit = digits.bytes().any(|byte| byte.is_ascii_digit());
    if !has_digit || !power_is_number {
        return None;
    }
    Big::parse(text)?.number()
}
