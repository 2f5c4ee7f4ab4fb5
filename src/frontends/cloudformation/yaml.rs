//! YAML to values with places, as CloudFormation reads it: YAML 1.1 scalars, short tags in their long form.
//!
//! The parser gives events; the tree is built here with a stack of our own, so that depth is a number and not a matter
//! of the thread's stack. Aliases are copied against a budget.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use granit_parser::{ErrorKind, Event, Options, Parser, ScalarStyle, Span as Mark, Tag};

use super::document::{Document, repeated_key};
use super::scalar::{lost_account, plain, written};
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, Span};
use crate::unit::too_deep;
use crate::value::{Entry, Kind, MAX_DEPTH, Map, PastBound, Reason, Symbol, Unknown, Value};

/// How many nodes aliases may add.
const MAX_ALIASED: usize = 100_000;

/// How deep the text may nest before its parser gives up: what nests deeper than [`MAX_DEPTH`] is passed over by then.
const MAX_NESTING: usize = 20_000;

/// How many nodes a text may have: each costs more than a hundred bytes of memory.
const MAX_NODES: usize = 1_000_000;

/// Reads the first document of a YAML text.
pub(super) fn read(file: FileId, text: &str) -> Document {
    let shift = text.len() - text.trim_start_matches('\u{feff}').len();
    let source = text.get(shift..).unwrap_or("");
    let mut builder = Builder {
        file,
        shift,
        source,
        stack: Vec::new(),
        skipped: None,
        deep: Vec::new(),
        anchors: HashMap::new(),
        aliased: 0,
        nodes: 0,
        root: None,
        problems: Vec::new(),
    };
    let mut documents = 0;
    let mut options = Options::default();
    (options.flow_nesting_limit, options.block_nesting_limit) = (MAX_NESTING, MAX_NESTING);
    for event in Parser::new_from_str_with_options(source, options) {
        match event {
            Ok((Event::DocumentStart(..), mark)) => {
                documents += 1;
                if documents > 1 {
                    let message = "the file holds more than one document; the first is the template";
                    builder.problems.push(Problem::at(ProblemKind::Note, builder.span(&mark), message));
                    break;
                }
            }
            Ok((event, mark)) => {
                if let Err(problem) = builder.event(event, &mark) {
                    builder.problems.push(problem);
                    return Document { root: None, problems: builder.problems };
                }
            }
            Err(error) => {
                let at = error.marker().byte_offset().unwrap_or(source.len()).min(source.len()) + shift;
                let span = Span::new(file, at..at);
                builder.problems.push(match error.kind() {
                    ErrorKind::RecursionLimitExceeded => gave_up(span),
                    other => Problem::at(ProblemKind::Parse, span, format!("this is not YAML: {other}")),
                });
                return Document { root: None, problems: builder.problems };
            }
        }
    }
    builder.problems.extend(too_deep(&builder.deep));
    Document { root: builder.root, problems: builder.problems }
}

struct Builder<'t> {
    file: FileId,
    shift: usize,
    source: &'t str,
    stack: Vec<Frame>,
    /// Where a collection starts that nests too deep, and how many are open from there on.
    skipped: Option<(Span, usize)>,
    /// Values that nest too deep.
    deep: Vec<Span>,
    /// What each anchor names, with the number of its nodes.
    anchors: HashMap<usize, (Value, usize)>,
    aliased: usize,
    nodes: usize,
    root: Option<Value>,
    problems: Vec<Problem>,
}

/// A collection that is being read.
struct Frame {
    collection: Collection,
    start: usize,
    end: usize,
    flow: bool,
    tag: Option<ShortTag>,
    anchor: usize,
    nodes: usize,
}

enum Collection {
    List(Vec<Value>),
    Map { map: Map, key: Option<(Arc<str>, Span)>, merged: Vec<Value>, repeated: HashSet<Arc<str>> },
}

/// A short tag: the function's long name, and where the tag starts.
struct ShortTag {
    name: Arc<str>,
    start: usize,
}

impl Builder<'_> {
    fn event(&mut self, event: Event<'_>, mark: &Mark) -> Result<(), Problem> {
        if self.skipped.is_some() {
            return self.skip(&event, mark);
        }
        match event {
            Event::Scalar(text, style, anchor, tag) => {
                let (is_plain, tag) =
                    (style == ScalarStyle::Plain && tag.is_none(), self.short_tag(tag.as_deref(), mark));
                let span = self.span(mark);
                if is_plain {
                    self.tell_lost_account(&text, span);
                }
                let kind = if is_plain {
                    plain(&text, span)
                } else {
                    Kind::String(written(&text, style, span, self.source, self.shift))
                };
                self.finish(Value::new(kind, span), tag, anchor, 1)
            }
            Event::SequenceStart(style, anchor, tag) => {
                let flow = style == granit_parser::StructureStyle::Flow;
                self.open(Collection::List(Vec::new()), flow, tag.as_deref(), anchor, mark)
            }
            Event::MappingStart(style, anchor, tag) => {
                let flow = style == granit_parser::StructureStyle::Flow;
                let map =
                    Collection::Map { map: Map::default(), key: None, merged: Vec::new(), repeated: HashSet::new() };
                self.open(map, flow, tag.as_deref(), anchor, mark)
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(mark),
            Event::Alias(anchor) => self.alias(anchor, mark),
            _ => Ok(()),
        }
    }

    fn open(
        &mut self,
        collection: Collection,
        flow: bool,
        tag: Option<&Tag>,
        anchor: usize,
        mark: &Mark,
    ) -> Result<(), Problem> {
        let span = self.span(mark);
        if self.stack.len() >= MAX_DEPTH {
            self.skipped = Some((span, 1));
            return Ok(());
        }
        let tag = self.short_tag(tag, mark);
        let range = span.range();
        self.stack.push(Frame { collection, start: range.start, end: range.start, flow, tag, anchor, nodes: 1 });
        Ok(())
    }

    /// Passes over what nests too deep, up to its end: it is one value, which is unknown.
    fn skip(&mut self, event: &Event<'_>, mark: &Mark) -> Result<(), Problem> {
        let Some((start, open)) = &mut self.skipped else { return Ok(()) };
        match event {
            Event::SequenceStart(..) | Event::MappingStart(..) => *open += 1,
            Event::SequenceEnd | Event::MappingEnd => *open -= 1,
            _ => {}
        }
        if *open > 0 {
            return Ok(());
        }
        let start = *start;
        let span = start.to(self.span(mark));
        self.skipped = None;
        self.deep.push(span);
        self.finish(unknown(span, PastBound::Nesting), None, 0, 1)
    }

    fn close(&mut self, mark: &Mark) -> Result<(), Problem> {
        let Some(frame) = self.stack.pop() else { return Ok(()) };
        let end = if frame.flow { self.span(mark).range().end } else { frame.end };
        let span = Span::new(self.file, frame.start..end.max(frame.start));
        let kind = match frame.collection {
            Collection::List(items) => Kind::List(crate::value::List { items, rest: None }),
            Collection::Map { map, merged, .. } => Kind::Map(merge(map, &merged)),
        };
        self.finish(Value::new(kind, span), frame.tag, frame.anchor, frame.nodes)
    }

    fn alias(&mut self, anchor: usize, mark: &Mark) -> Result<(), Problem> {
        let span = self.span(mark);
        let Some((value, nodes)) = self.anchors.get(&anchor).cloned() else {
            let problem = Problem::at(ProblemKind::Parse, span, "the alias names an anchor that holds it");
            self.problems.push(problem.help("its value is unknown"));
            return self.finish(unknown(span, "is an alias of what holds it"), None, 0, 1);
        };
        let is_first = self.aliased <= MAX_ALIASED;
        self.aliased += nodes;
        if self.aliased > MAX_ALIASED {
            if is_first {
                let message = format!("aliases add more than {MAX_ALIASED} nodes");
                let problem = Problem::at(ProblemKind::Limit, span, message);
                self.problems.push(problem.help("the values of this alias and of those behind it are unknown"));
            }
            return self.finish(unknown(span, PastBound::Aliases), None, 0, 1);
        }
        self.finish(value.used_at(span, "the anchor"), None, 0, nodes)
    }

    /// Puts a finished node where it belongs.
    fn finish(&mut self, mut value: Value, tag: Option<ShortTag>, anchor: usize, nodes: usize) -> Result<(), Problem> {
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            let message = format!("this is larger than is read: more than {MAX_NODES} values stand in it");
            return Err(Problem::at(ProblemKind::Limit, value.span(), message).help("the file is not analysed"));
        }
        if let Some(tag) = tag {
            value = long_form(value, tag);
        }
        if anchor != 0 {
            self.anchors.insert(anchor, (value.clone(), nodes));
        }
        let range = value.span().range();
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(value);
            return Ok(());
        };
        frame.end = frame.end.max(range.end);
        frame.nodes += nodes;
        match &mut frame.collection {
            Collection::List(items) => items.push(value),
            Collection::Map { key: key @ None, .. } => {
                let span = value.span();
                let Some(text) = key_text(&value) else {
                    return Err(Problem::at(ProblemKind::Parse, span, "a key must be a string"));
                };
                *key = Some((text, span));
            }
            Collection::Map { map, key, merged, repeated } => {
                let Some((key, key_span)) = key.take() else { return Ok(()) };
                if *key == *"<<" {
                    merged.push(value);
                } else if map.insert(Arc::clone(&key), key_span, value).is_some() && repeated.insert(Arc::clone(&key)) {
                    self.problems.push(repeated_key(&key, key_span));
                }
            }
        }
        Ok(())
    }

    /// Says of digits without quotes that they are read as another number than the account that they look like.
    fn tell_lost_account(&mut self, text: &str, span: Span) {
        let Some(number) = lost_account(text) else { return };
        let of = match self.stack.last().map(|frame| &frame.collection) {
            Some(Collection::Map { key: Some((key, _)), .. }) => format!(" of `{key}`"),
            _ => String::new(),
        };
        let message = format!("`{text}`{of} is no account: YAML reads it in base 8, as the number {number}");
        self.problems.push(Problem::at(ProblemKind::Invalid, span, message).help("write it in quotes"));
    }

    fn span(&self, mark: &Mark) -> Span {
        let at = |offset: Option<usize>| offset.unwrap_or(0) + self.shift;
        Span::new(self.file, at(mark.start.byte_offset())..at(mark.end.byte_offset()))
    }

    fn short_tag(&self, tag: Option<&Tag>, mark: &Mark) -> Option<ShortTag> {
        let tag = tag.filter(|tag| tag.original_handle() == "!")?;
        let start = mark
            .tag_start
            .and_then(|start| start.byte_offset())
            .map_or_else(|| self.span(mark).range().start, |at| at + self.shift);
        let name = match tag.suffix() {
            "Ref" => "Ref".to_owned(),
            "Condition" => "Condition".to_owned(),
            other => format!("Fn::{other}"),
        };
        Some(ShortTag { name: name.into(), start })
    }
}

/// A value of which nothing is known but why.
fn unknown(span: Span, reason: impl Into<Reason>) -> Value {
    Value::unknown(Unknown::new("value", span, reason).symbol(Symbol::written("value", span)), span)
}

fn gave_up(span: Span) -> Problem {
    let message = format!("the template nests deeper than {MAX_NESTING} levels");
    Problem::at(ProblemKind::Limit, span, message).help("the file is not analysed")
}

/// `!Sub x` as `{"Fn::Sub": x}`; `!GetAtt a.b` as a list of two.
fn long_form(value: Value, tag: ShortTag) -> Value {
    let span = Span::new(value.span().file, tag.start..value.span().range().end);
    let parts = value.as_str().and_then(|text| text.split_once('.')).filter(|_| *tag.name == *"Fn::GetAtt");
    let argument = match parts {
        Some((name, attribute)) => {
            let part = |text: &str| Value::string(text, value.span());
            Value::list(vec![part(name), part(attribute)], value.span())
        }
        None => value,
    };
    let key_span = Span::new(span.file, tag.start..argument.span().range().start.max(tag.start));
    Value::map(Map::new([(tag.name, Entry { key_span, value: argument })]), span)
}

/// The entries of merged maps below the map's own.
fn merge(own: Map, merged: &[Value]) -> Map {
    if merged.is_empty() {
        return own;
    }
    let mut all = Map::default();
    let sources = merged.iter().flat_map(|value| match &value.kind {
        Kind::List(list) => list.items.iter().collect(),
        _ => vec![value],
    });
    for map in sources.collect::<Vec<_>>().into_iter().rev().filter_map(Value::as_map).chain([&own]) {
        for (key, entry) in map.iter() {
            all.insert(Arc::clone(key), entry.key_span, entry.value.clone());
        }
    }
    all
}

fn key_text(value: &Value) -> Option<Arc<str>> {
    match &value.kind {
        Kind::Null => Some("".into()),
        _ => value.to_text()?.as_str().map(Arc::from),
    }
}
