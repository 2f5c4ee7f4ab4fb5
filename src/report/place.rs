//! Places as machine formats write them.

use serde::Serialize;

use crate::finding::{Evaluation, Problem};
use crate::source::{Position, Sources, Span};

/// A range of a file: where it starts and one past where it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Range {
    /// The first character.
    pub start: Point,
    /// One past the last character.
    pub end: Point,
}

/// A position: line and column from 1, the column in Unicode scalar values; the byte from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Point {
    /// The line, from 1.
    pub line: usize,
    /// The column in Unicode scalar values, from 1.
    pub column: usize,
    /// The byte, from 0.
    pub byte: usize,
}

impl From<Position> for Point {
    fn from(position: Position) -> Self {
        Point { line: position.line, column: position.column, byte: position.byte }
    }
}

/// The printed name of the span's file and its range; `None` for a span of no file of these.
pub fn locate(sources: &Sources, span: Span) -> Option<(&str, Range)> {
    let file = sources.file(span.file)?;
    let range = span.range();
    Some((file.name(), Range { start: file.position(range.start).into(), end: file.position(range.end).into() }))
}

/// The same with the file's name from the top of its repository.
pub(super) fn locate_from_top(sources: &Sources, span: Span) -> Option<(String, Range)> {
    let (_, range) = locate(sources, span)?;
    Some((sources.name_from_top(span.file), range))
}

/// `file:line:column`, for a line of text.
pub fn short(sources: &Sources, span: Span) -> String {
    match sources.file(span.file) {
        Some(file) => {
            let start = file.position(span.range().start);
            format!("{}:{}:{}", file.name(), start.line, start.column)
        }
        None => String::new(),
    }
}

/// Where an evaluation is shown: its primary label, else the nearest related one that stands somewhere.
pub(super) fn of_evaluation(evaluation: &Evaluation) -> Option<Span> {
    let labels = std::iter::once(&evaluation.primary).chain(&evaluation.related).chain(&evaluation.evidence);
    labels.filter_map(|label| label.span).next().or_else(|| evaluation.unresolved.first().map(|gap| gap.span))
}

/// The printed name of a problem's file, from its span where the engine left it out; `None` for a problem of the whole
/// run.
pub(super) fn file_of_problem<'a>(sources: &'a Sources, problem: &'a Problem) -> Option<&'a str> {
    if !problem.file.is_empty() {
        return Some(&problem.file);
    }
    problem.span.and_then(|span| sources.file(span.file)).map(|file| file.name())
}

/// The same from the top of the repository.
pub(super) fn file_of_problem_from_top(sources: &Sources, problem: &Problem) -> Option<String> {
    match problem.span.filter(|span| sources.file(span.file).is_some()) {
        Some(span) => Some(sources.name_from_top(span.file)),
        None => file_of_problem(sources, problem).map(|name| sources.printed_from_top(name)),
    }
}
