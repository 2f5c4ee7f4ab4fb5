//! A template's text as a tree of values with places, from YAML or JSON.

use super::yaml;
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, SourceFile, Span};
use crate::value::{JsonFile, Value, parse_json};

/// How deep a template may nest; CloudFormation's own templates stay below 30.
pub(super) const MAX_DEPTH: usize = 100;

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Document {
    /// The tree; `None` where the text does not parse.
    pub(super) root: Option<Value>,
    pub(super) problems: Vec<Problem>,
}

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

/// What is said of a key that stood in its map before.
pub(super) fn repeated_key(key: &str, span: Span) -> Problem {
    Problem::at(ProblemKind::Invalid, span, format!("the key `{key}` stands twice in one map"))
        .help("the later one counts; CloudFormation rejects the template")
}
