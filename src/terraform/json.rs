//! Terraform's JSON syntax, read into the same trees as its own syntax.
//!
//! JSON is nearly an HCL expression: the text is parsed as one, so that every string is a template and every place is
//! that of the file. Before that, and without moving a letter, quotes around names are blanked out, which makes them
//! names with places of their own, and escapes that only JSON has are filled in. What strings say is read from the file
//! itself.
//!
//! <https://developer.hashicorp.com/terraform/language/syntax/json>

use std::ops::Range;

use hcl_edit::Decorated;
use hcl_edit::Ident;
use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body};

use super::parse::{LeftOut, Read as Tree, TooMuch, parse_expression};
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, Span};
use crate::unit::not_json;
use crate::value::{deep_parts, parse_json};

/// What is read of a file of JSON configuration.
#[derive(Debug, Default)]
pub(super) struct Read {
    /// Its blocks, and where in the file their places count from.
    pub(super) body: Option<(Body, usize)>,
    /// What Terraform would refuse. Where it is a small thing, the blocks are there all the same.
    pub(super) problem: Option<Problem>,
    /// Values that are not read.
    pub(super) left_out: Vec<LeftOut>,
}

/// In fewer brackets than that stand blocks, and what is declared.
pub(super) const DEPTH_OF_BLOCKS: usize = 3;

/// How deep values may nest: the parser's own bound counts what stands in their strings too.
const MAX_DEPTH: usize = 48;

/// Reads a file of JSON configuration.
pub(super) fn read(file: FileId, text: &str) -> Read {
    let problem = |span: Span, message: String| {
        Some(Problem::at(ProblemKind::Parse, span, message).help("the other files are analysed"))
    };
    let refused = parse_json(file, text).err();
    let is_bound = refused.as_ref().is_some_and(|error| error.is_bound);
    let refused = refused.map(|error| not_json("this is not valid JSON", &error).help("the other files are analysed"));
    if is_bound {
        return Read { problem: refused, ..Read::default() };
    }
    let deep = deep_parts(text, MAX_DEPTH);
    let prepared = prepare(text, &deep);
    let start = prepared.len() - prepared.trim_start().len();
    let mut left_out: Vec<_> =
        deep.into_iter().map(|range| LeftOut { range, why: TooMuch::Depth, depth: MAX_DEPTH }).collect();
    match parse_expression(prepared.trim()) {
        Ok(Tree { tree: Expression::Object(object), left_out: more }) => {
            let placed = |part: LeftOut| LeftOut { range: part.range.start + start..part.range.end + start, ..part };
            left_out.extend(more.into_iter().map(placed));
            Read { body: Some((top(object), start)), problem: refused, left_out }
        }
        Ok(_) => {
            let message = "configuration in JSON is an object, and this is none".to_owned();
            let problem = refused.or_else(|| problem(Span::whole_file(file), message));
            Read { problem, ..Read::default() }
        }
        Err(error) => {
            let at = (error.location().offset() + start).min(text.len());
            let message = error.message().trim().replace('\n', "; ");
            let message = format!("this is not valid configuration: {message}");
            let span = Span::new(file, at..(at + 1).min(text.len()));
            Read { problem: refused.or_else(|| problem(span, message)), ..Read::default() }
        }
    }
}

/// The text with every place as it was, such that it parses as an expression. Numbers stand for what is too deep.
fn prepare(text: &str, deep: &[Range<usize>]) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for range in deep {
        bytes.get_mut(range.clone()).into_iter().flatten().for_each(|byte| *byte = b'0');
    }
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        if *byte != b'"' {
            // A byte order mark, and line ends, which separate nothing in JSON.
            if at < 3 && !byte.is_ascii() || *byte == b'\n' || *byte == b'\r' {
                fill(&mut bytes, at, b' ');
            }
            at += 1;
            continue;
        }
        let end = end_of_string(&mut bytes, at);
        if is_name(bytes.get(at + 1..end).unwrap_or_default()) && is_key(&bytes, end + 1) {
            fill(&mut bytes, at, b' ');
            fill(&mut bytes, end, b' ');
        }
        at = end + 1;
    }
    String::from_utf8(bytes).unwrap_or_default()
}

fn fill(bytes: &mut [u8], at: usize, with: u8) {
    bytes.get_mut(at).into_iter().for_each(|byte| *byte = with);
}

/// The closing quote of the string that starts at `start`. Escapes that HCL does not know are filled in on the way, and
/// quotes inside of interpolations, which JSON escapes and HCL does not, lose their backslash.
fn end_of_string(bytes: &mut [u8], start: usize) -> usize {
    let mut inside = Vec::new();
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at).copied() {
        let next = bytes.get(at + 1).copied();
        let in_expression = inside.last() == Some(&Inside::Braces);
        at += match (byte, next) {
            (b'"', _) => return at,
            (b'\\', Some(b'"')) if in_expression => {
                fill(bytes, at, b' ');
                inside.push(Inside::Quotes);
                2
            }
            (b'\\', Some(b'"')) if inside.last() == Some(&Inside::Quotes) => {
                fill(bytes, at, b'"');
                fill(bytes, at + 1, b' ');
                inside.pop();
                2
            }
            (b'\\', _) => escape(bytes, at),
            (b'$' | b'%', Some(again)) if again == byte => 2,
            (b'$' | b'%', Some(b'{')) if !in_expression => {
                inside.push(Inside::Braces);
                2
            }
            (b'{', _) if in_expression => {
                inside.push(Inside::Braces);
                1
            }
            (b'}', _) if in_expression => {
                inside.pop();
                1
            }
            _ => 1,
        };
    }
    at
}

/// What a part of a template stands in.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Inside {
    Braces,
    Quotes,
}

/// How long the escape at `at` is.
fn escape(bytes: &mut [u8], at: usize) -> usize {
    match (bytes.get(at + 1), bytes.get(at + 2..at + 4)) {
        (Some(b'/' | b'b' | b'f'), _) => {
            fill(bytes, at, b'x');
            2
        }
        // Half a letter is none to HCL.
        (Some(b'u'), Some([b'd' | b'D', b'8' | b'9' | b'a'..=b'f' | b'A'..=b'F'])) => {
            (at..at + 6).for_each(|at| fill(bytes, at, b'x'));
            6
        }
        _ => 2,
    }
}

fn is_name(bytes: &[u8]) -> bool {
    let is_letter = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    bytes.first().is_some_and(|first| first.is_ascii_alphabetic() || *first == b'_')
        && bytes.iter().all(is_letter)
        && !matches!(bytes, b"null" | b"true" | b"false" | b"for")
}

fn is_key(bytes: &[u8], from: usize) -> bool {
    bytes.get(from..).unwrap_or_default().iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&b':')
}

/// The blocks of a file.
fn top(object: Object) -> Body {
    let mut body = Body::new();
    for (key, value) in object {
        let ObjectKey::Ident(ident) = key else { continue };
        let labels = match ident.as_str() {
            "resource" | "data" | "ephemeral" => 2,
            "variable" | "output" | "module" | "provider" | "check" => 1,
            _ => 0,
        };
        blocks(&ident, Vec::new(), labels, value.into_expr(), &mut body);
    }
    body
}

/// Adds the blocks that a value stands for: one for each object under as many labels as are wanted.
fn blocks(ident: &Decorated<Ident>, labels: Vec<BlockLabel>, wanted: usize, value: Expression, into: &mut Body) {
    match value {
        Expression::Array(array) => {
            for item in array {
                blocks(ident, labels.clone(), wanted, item, into);
            }
        }
        Expression::Object(object) if labels.len() == wanted => {
            let mut block = Block::new(ident.clone());
            block.labels = labels;
            block.body = body(object);
            into.push(block);
        }
        Expression::Object(object) => {
            for (key, value) in object {
                let Some(label) = label(key) else { continue };
                let labels = labels.iter().cloned().chain([label]).collect();
                blocks(ident, labels, wanted, value.into_expr(), into);
            }
        }
        _ => {}
    }
}

fn label(key: ObjectKey) -> Option<BlockLabel> {
    match key {
        ObjectKey::Ident(ident) => Some(BlockLabel::Ident(ident)),
        ObjectKey::Expression(Expression::String(text)) => Some(BlockLabel::String(text)),
        ObjectKey::Expression(_) => None,
    }
}

/// The body of a block. JSON writes blocks as it writes arguments, and so they stay: who reads them knows what they
/// are. Only blocks with a `dynamic` one inside are told by that.
fn body(object: Object) -> Body {
    let mut into = Body::new();
    for (key, value) in object {
        let ObjectKey::Ident(ident) = key else { continue };
        let value = value.into_expr();
        if ident.as_str() == "dynamic" {
            dynamic(&ident, value, &mut into);
        } else if has_dynamic(&value) {
            blocks(&ident, Vec::new(), 0, value, &mut into);
        } else {
            // A key that stands twice was told apart by the parser.
            let _ = into.try_push(Attribute::new(ident, value));
        }
    }
    into
}

fn dynamic(ident: &Decorated<Ident>, value: Expression, into: &mut Body) {
    let mut found = Body::new();
    blocks(ident, Vec::new(), 1, value, &mut found);
    for mut block in found.into_blocks() {
        if let Some(content) = block.body.remove_attribute("content") {
            let ident = content.key.clone();
            blocks(&ident, Vec::new(), 0, content.value, &mut block.body);
        }
        into.push(block);
    }
}

/// Whether a `dynamic` block stands right inside.
fn has_dynamic(value: &Expression) -> bool {
    match value {
        Expression::Array(array) => array.iter().any(has_dynamic),
        Expression::Object(object) => {
            let is_dynamic = |key: &ObjectKey| key.as_ident().is_some_and(|ident| ident.as_str() == "dynamic");
            object.iter().any(|(key, value)| is_dynamic(key) || has_dynamic(value.expr()))
        }
        _ => false,
    }
}
