//! Texts that another program fills in before CloudFormation reads the template: variables of the Serverless Framework
//! (`${self:…}`, `${opt:…}`, `${file(…)}`) and of the languages of Jinja's kind (`{{ … }}`).
//!
//! What such a text comes to is unknown, and the same text comes to the same.
//!
//! <https://www.serverless.com/framework/docs/guides/variables>

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use super::document::Document;
use super::shape;
use crate::finding::{Problem, ProblemKind};
use crate::source::Span;
use crate::value::{Entry, Kind, List, Map, NotGiven, PastBound, Symbol, Text, TextBuilder, Unknown, Value};

/// What the variables of the Serverless Framework start with, as far as no key of IAM's conditions does.
const VARIABLES: [&str; 9] = ["self:", "opt:", "file(", "env:", "param:", "sls:", "cf:", "cf(", "ssm:/"];

/// How many parts of one text are told apart.
const MAX_PARTS: usize = 1_000;

/// The part of a template that is looked at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    /// What decides what the model holds: both kinds of text are filled in.
    Model,
    /// Resources of other types, whose texts may be those of AWS's own template languages.
    Other,
}

/// Takes what another program fills in as unknown, and says so once.
pub(super) fn open(document: Document, source: &str) -> Document {
    if !source.contains("{{") && !VARIABLES.iter().any(|name| source.contains(name)) {
        return document;
    }
    let mut filling = Filling { first: None };
    let Document { root, mut problems } = document;
    let root = root.map(|root| filling.template(&root));
    if let Some((text, span)) = filling.first {
        let message = format!("another program fills in `{text}` before CloudFormation reads the template");
        let help = "what such texts come to is unknown; analyse the template that the program writes";
        problems.push(Problem::at(ProblemKind::Note, span, message).help(help));
    }
    Document { root, problems }
}

struct Filling {
    /// The first such text, and where it stands.
    first: Option<(String, Span)>,
}

impl Filling {
    fn template(&mut self, root: &Value) -> Value {
        let Some(map) = root.as_map() else { return self.value(root, Part::Model) };
        let section = |(name, entry): (&Arc<str>, &Entry)| {
            let value = match entry.value.as_map().filter(|_| **name == *"Resources") {
                Some(resources) => self.resources(&entry.value, resources),
                None => self.value(&entry.value, Part::Model),
            };
            (Arc::clone(name), Entry { key_span: entry.key_span, value })
        };
        Value { kind: Kind::Map(Map::new(map.iter().map(section).collect::<Vec<_>>())), ..root.clone() }
    }

    fn resources(&mut self, whole: &Value, resources: &Map) -> Value {
        let resource = |(id, entry): (&Arc<str>, &Entry)| {
            let kind = entry.value.get("Type").and_then(Value::as_str);
            let part = if kind.is_some_and(shape::is_held) { Part::Model } else { Part::Other };
            (Arc::clone(id), Entry { key_span: entry.key_span, value: self.value(&entry.value, part) })
        };
        Value { kind: Kind::Map(Map::new(resources.iter().map(resource).collect::<Vec<_>>())), ..whole.clone() }
    }

    fn value(&mut self, value: &Value, part: Part) -> Value {
        let kind = match &value.kind {
            Kind::String(text) => match self.text(text, value.span(), part) {
                Some(kind) => kind,
                None => return value.clone(),
            },
            Kind::List(list) => {
                let items = list.items.iter().map(|item| self.value(item, part)).collect();
                Kind::List(List { items, rest: list.rest.clone() })
            }
            Kind::Map(map) => {
                let entry = |(key, entry): (&Arc<str>, &Entry)| {
                    (Arc::clone(key), Entry { key_span: entry.key_span, value: self.value(&entry.value, part) })
                };
                Kind::Map(Map::new(map.iter().map(entry).collect::<Vec<_>>()))
            }
            _ => return value.clone(),
        };
        Value { kind, ..value.clone() }
    }

    /// A text with a hole for each part that is filled in; `None` where there is none.
    fn text(&mut self, text: &Text, span: Span, part: Part) -> Option<Kind> {
        let known = text.as_str()?;
        let filled = parts(known, part);
        let first = known.get(filled.first()?.clone())?;
        self.first.get_or_insert_with(|| (first.to_owned(), span));
        if filled.len() > MAX_PARTS {
            let unknown = Unknown::new(first, span, PastBound::FilledIn);
            return Some(Kind::Unknown(Arc::new(unknown.symbol(Symbol::written("filled", span)))));
        }
        let (mut builder, mut at) = (TextBuilder::default(), 0);
        for range in filled {
            let written = known.get(range.clone())?;
            let unknown = Unknown::new(written, span, NotGiven::FilledIn);
            let unknown = Arc::new(unknown.symbol(Symbol::input(written)));
            if range == (0..known.len()) {
                return Some(Kind::Unknown(unknown));
            }
            push(&mut builder, text, at..range.start);
            builder.push_hole(unknown);
            at = range.end;
        }
        push(&mut builder, text, at..known.len());
        Some(Kind::String(builder.finish()))
    }
}

/// Adds a part of a text, with its place where that is one piece of a file.
fn push(builder: &mut TextBuilder, text: &Text, range: Range<usize>) {
    let Some(part) = text.as_str().and_then(|known| known.get(range.clone())).filter(|part| !part.is_empty()) else {
        return;
    };
    match (text.place(range.start), text.place(range.end - 1)) {
        (Some(first), Some(last)) if first.range().start + part.len() == last.range().start + 1 => {
            builder.push_written(part, Span::new(first.file, first.range().start..first.range().start + part.len()));
        }
        _ => builder.push(part),
    }
}

/// The parts of a text that are filled in, in order.
fn parts(text: &str, part: Part) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    if !text.contains("${") && !text.contains("{{") {
        return found;
    }
    let closing = braces(text);
    for (at, _) in text.match_indices(['$', '{']) {
        if found.last().is_some_and(|last| at < last.end) {
            continue;
        }
        let Some(rest) = text.get(at..) else { continue };
        let last = match rest.strip_prefix("{{").filter(|_| part == Part::Model) {
            // CloudFormation's own references.
            Some(inside) if inside.trim_start().starts_with("resolve:") => None,
            Some(_) => closing.get(&at).filter(|last| closing.get(&(at + 1)).is_some_and(|inner| inner + 1 == **last)),
            None => closing.get(&(at + 1)).filter(|_| is_variable(rest)),
        };
        found.extend(last.map(|last| at..last + 1));
    }
    found
}

fn is_variable(text: &str) -> bool {
    let inside = text.strip_prefix("${").map(str::trim_start);
    inside.is_some_and(|inside| VARIABLES.iter().any(|name| inside.starts_with(name)))
}

/// Where each brace is closed that is.
fn braces(text: &str) -> HashMap<usize, usize> {
    let (mut open, mut closing) = (Vec::new(), HashMap::new());
    for (at, brace) in text.match_indices(['{', '}']) {
        match brace {
            "{" => open.push(at),
            _ => drop(open.pop().map(|start| closing.insert(start, at))),
        }
    }
    closing
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_others_fill_in_and_nothing_else() {
        for (text, found) in [
            ("a-${self:custom.${opt:stage, 'x'}.v}-b", "${self:custom.${opt:stage, 'x'}.v}"),
            ("${ file(x.yml):alg }", "${ file(x.yml):alg }"),
            ("${cf:stack.Out}", "${cf:stack.Out}"),
            ("a{{ x }}b", "{{ x }}"),
            ("{{resolve:ssm:x}} {{y}}", "{{y}}"),
            ("{{resolve:ssm:x}}", ""),
            ("${aws:username} ${s3:prefix} ${AWS::Region} ${ssm:resourceTag/x}", ""),
            ("${self:", ""),
            ("{{ x", ""),
            ("} { {{ a }}-{{ b }} ${self:c}", "{{ a }} and {{ b }} and ${self:c}"),
            ("$ {", ""),
        ] {
            let parts: Vec<_> = parts(text, Part::Model).into_iter().filter_map(|range| text.get(range)).collect();
            assert_eq!(parts.join(" and "), found, "{text}");
        }
        assert!(parts("{{ x }}", Part::Other).is_empty());
        assert!(parts(&"${self:{{".repeat(200_000), Part::Model).is_empty());
    }
}
