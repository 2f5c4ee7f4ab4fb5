//! Reads a template's text, which is YAML or JSON.

use super::document::{Document, repeated_key};
use super::{filled, yaml};
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, SourceFile, Span};
use crate::unit::{not_json, too_deep};
use crate::value::{JsonFile, parse_json, parse_relaxed_json};

/// Reads a file as JSON where its first letter says so, else as YAML.
pub(super) fn read(id: FileId, file: &SourceFile) -> Document {
    let text = file.text();
    let document = if text.trim_start_matches('\u{feff}').trim_start().starts_with('{') {
        read_json(id, file)
    } else {
        yaml::read(id, text)
    };
    let mut document = filled::open(document, text);
    if let Some(at) = file.invalid() {
        let problem = Problem::at(
            ProblemKind::Parse,
            Span::new(id, at..at + 1),
            if file.is_utf16() { "this is not UTF-16" } else { "this byte is not UTF-8" },
        );
        document.problems.push(problem.help("it was read as `?`; save the file as UTF-8"));
    }
    document
}

fn read_json(id: FileId, file: &SourceFile) -> Document {
    let text = file.text();
    let error = match parse_json(id, text) {
        Ok(json) => return of_json(json, Vec::new()),
        Err(error) => error,
    };
    let problem = not_json("this is not JSON", &error);
    if error.is_bound {
        return Document { root: None, problems: vec![problem.help("the file is not analysed")] };
    }
    // YAML would take a comment for a part of the key behind it.
    let relaxed = if is_yaml(file) { None } else { parse_relaxed_json(id, text) };
    if let Some(relaxed) = relaxed {
        let help =
            "JSON has no comments, and no comma behind the last item; the file is judged as if they were not there";
        return of_json(relaxed, vec![problem.help(help)]);
    }
    // Flow collections of YAML may start with a brace too.
    match yaml::read(id, text) {
        read if read.root.is_some() || read.problems.iter().any(|it| it.kind == ProblemKind::Limit) => read,
        _ => Document { root: None, problems: vec![problem] },
    }
}

fn of_json(json: JsonFile, mut problems: Vec<Problem>) -> Document {
    problems.extend(json.repeated.iter().map(|(key, span)| repeated_key(key, *span)));
    problems.extend(too_deep(&json.deep));
    Document { root: Some(json.root), problems }
}

fn is_yaml(file: &SourceFile) -> bool {
    let ending = file.path().extension().unwrap_or_default();
    ["yaml", "yml"].iter().any(|yaml| ending.eq_ignore_ascii_case(yaml))
}
