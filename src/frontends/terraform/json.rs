//! Terraform's JSON syntax, read into the same trees as its own syntax.
//!
//! JSON is nearly an HCL expression: the text is parsed as one, so that every string is a template and every place is that
//! of the file. Before that, and without moving a letter, quotes around names are blanked out, which makes them names with
//! places of their own, and escapes that only JSON has are filled in. What strings say is read from the file itself.
//!
//! <https://developer.hashicorp.com/terraform/language/syntax/json>

use hcl_edit::Decorated;
use hcl_edit::Ident;
use hcl_edit::expr::{Expression, Object, ObjectKey};
use hcl_edit::structure::{Attribute, Block, BlockLabel, Body};

use super::load::parse_expression;
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, Span};
use crate::value::parse_json;

/// Parses a file of JSON configuration.
pub(super) fn parse(file: FileId, text: &str) -> Result<Body, Box<Problem>> {
    let problem = |span: Span, message: String| {
        let problem = Problem::at(ProblemKind::Parse, span, message);
        Box::new(problem.help("the other files are analysed; what this one declares is unknown"))
    };
    let prepared = prepare(text);
    match parse_expression(&prepared) {
        Ok(Expression::Object(object)) => Ok(top(object)),
        Ok(_) => {
            Err(problem(Span::whole_file(file), "configuration in JSON is an object, and this is none".to_owned()))
        }
        Err(error) => Err(match parse_json(file, text) {
            Err(error) => problem(error.span, format!("this is not valid JSON: {}", error.message)),
            Ok(_) => {
                let at = error.location().offset().min(text.len());
                let message = error.message().trim().replace('\n', "; ");
                problem(
                    Span::new(file, at..(at + 1).min(text.len())),
                    format!("this is not valid configuration: {message}"),
                )
            }
        }),
    }
}

/// The text with every place as it was, such that it parses as an expression.
fn prepare(text: &str) -> String {
    let mut bytes = text.as_bytes().to_vec();
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

/// The closing quote of the string that starts at `start`. Escapes that HCL does not know are filled in on the way.
fn end_of_string(bytes: &mut [u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(byte) = bytes.get(at) {
        match (byte, bytes.get(at + 1)) {
            (b'"', _) => return at,
            (b'\\', Some(b'/' | b'b' | b'f')) => {
                fill(bytes, at, b'x');
                at += 1;
            }
            // Half a letter is not one to HCL.
            (b'\\', Some(b'u'))
                if matches!(
                    bytes.get(at + 2..at + 4),
                    Some([b'd' | b'D', b'8'..=b'9' | b'a'..=b'f' | b'A'..=b'F'])
                ) =>
            {
                (at..at + 6).for_each(|at| fill(bytes, at, b'x'));
            }
            (b'\\', _) => at += 2,
            _ => at += 1,
        }
    }
    at
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

/// The body of a block. JSON writes blocks as it writes arguments, and so they stay: who reads them knows what they are.
/// Only blocks with a `dynamic` one inside are told by that.
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
