//! Reads a template's text, which is YAML or JSON.

use super::document::{Document, repeated_key};
use super::yaml;
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, SourceFile, Span};
use crate::value::{JsonFile, parse_json};

/// Reads a file as JSON where its first letter says so, else as YAML.
pub(super) fn read(id: FileId, file: &SourceFile) -> Document {
    let text = file.text();
    let mut document = if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        read_json(id, text)
    } else {
        yaml::read(id, text)
    };
    if let Some(at) = file.invalid_utf8() {
        let problem = Problem::at(ProblemKind::Parse, Span::new(id, at..at + 1), "this byte is not UTF-8");
        document.problems.push(problem.help("it was read as `?`; save the file as UTF-8"));
    }
    document
}

fn read_json(id: FileId, text: &str) -> Document {
    match parse_json(id, text) {
        Ok(JsonFile { root, repeated }) => {
            let problems = repeated.iter().map(|(key, span)| repeated_key(key, *span)).collect();
            Document { root: Some(root), problems }
        }
        // Flow collections of YAML may start with a brace too.
        Err(error) => match yaml::read(id, text) {
            read if read.root.is_some() || read.problems.iter().any(|it| it.kind == ProblemKind::Limit) => read,
            _ => {
                let message = format!("this is not JSON: {}", error.message);
                Document { root: None, problems: vec![Problem::at(ProblemKind::Parse, error.span, message)] }
            }
        },
    }
}
