//! The lines around labels, made safe to show, as miette reads them.
//!
//! miette's own source looks for a place from the start of the file each time and writes what it finds: minified
//! templates would make it slow and print megabytes, and an ESC in a comment would reach the terminal. So a diagnostic
//! gets a small text of its own: the labelled lines and their neighbours, long lines cut around the label, hidden
//! characters as escapes, and every label moved to where its text now stands. The cost is that of the lines shown.

use std::collections::BTreeMap;

use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};

use crate::source::{Position, SourceFile, Span};

use super::text::{push_visible, visible};

/// A label that covers more lines than this points at its first line alone.
const MAX_LINES_OF_LABEL: usize = 6;

/// How many lines are shown before and after a labelled one.
pub(super) const CONTEXT_LINES: usize = 1;

/// A few lines of one file.
#[derive(Debug)]
pub(super) struct Excerpt {
    name: String,
    text: String,
    lines: Vec<ShownLine>,
    origins: BTreeMap<usize, Position>,
}

/// One line of an excerpt, always ended by a line feed.
#[derive(Debug)]
struct ShownLine {
    /// Which line of the file it is, from 0.
    line: usize,
    /// Where it starts in the excerpt's text.
    at: usize,
    /// The bytes of the file that it shows.
    shown: std::ops::Range<usize>,
    /// How many bytes of the excerpt stand before the first shown byte: the mark of a cut.
    mark: usize,
}

/// A label before it has a place in the excerpt; the first one of a diagnostic is the primary one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pointer<'a> {
    /// Where in the file.
    pub(super) span: Span,
    /// What is to be said of it.
    pub(super) message: &'a str,
}

impl Excerpt {
    /// The excerpt of `file` around `pointers` with lines of about `columns`, and the labels in it.
    pub(super) fn new(
        file: &SourceFile,
        pointers: &[Pointer<'_>],
        columns: usize,
        unicode: bool,
    ) -> (Self, Vec<LabeledSpan>) {
        let ranges: Vec<_> = pointers.iter().map(|pointer| pointed_range(file, pointer.span)).collect();
        let mut excerpt = Excerpt {
            name: visible(file.name()).into_owned(),
            text: String::new(),
            lines: Vec::new(),
            origins: BTreeMap::new(),
        };
        for (line, focus) in shown_lines(file, &ranges) {
            excerpt.push_line(file, line, focus, columns.max(20), if unicode { "…" } else { "..." });
        }
        let labels = pointers.iter().zip(&ranges).enumerate().map(|(at, (pointer, range))| {
            let (start, end) = (excerpt.moved(file, range.start), excerpt.moved(file, range.end));
            excerpt.origins.entry(start).or_insert_with(|| file.position(pointer.span.range().start));
            let label = Some(visible(pointer.message).into_owned()).filter(|message| !message.is_empty());
            let place = (start, end.saturating_sub(start));
            if at == 0 {
                LabeledSpan::new_primary_with_span(label, place)
            } else {
                LabeledSpan::new_with_span(label, place)
            }
        });
        let labels = labels.collect();
        (excerpt, labels)
    }

    fn push_line(&mut self, file: &SourceFile, line: usize, focus: Option<usize>, columns: usize, cut: &str) {
        let whole = line_range(file, line);
        let shown = window(file.text(), whole.clone(), focus.unwrap_or(whole.start), columns);
        let at = self.text.len();
        let mark = if shown.start > whole.start { cut.len() } else { 0 };
        if mark > 0 {
            self.text.push_str(cut);
        }
        for character in file.text().get(shown.clone()).unwrap_or("").chars() {
            push_shown(&mut self.text, character);
        }
        if shown.end < whole.end {
            self.text.push_str(cut);
        }
        self.text.push('\n');
        self.lines.push(ShownLine { line, at, shown, mark });
    }

    /// Where a byte of the file stands in the excerpt; the edge of the cut for one that was cut off.
    fn moved(&self, file: &SourceFile, byte: usize) -> usize {
        let line = file.line_of(byte);
        let Some(found) = self.lines.iter().find(|shown| shown.line == line) else { return 0 };
        let upto = byte.clamp(found.shown.start, found.shown.end);
        let mut before = String::new();
        for character in file.text().get(found.shown.start..upto).unwrap_or("").chars() {
            push_shown(&mut before, character);
        }
        found.at + found.mark + before.len()
    }

    /// The index of the shown line that holds this byte of the excerpt.
    fn index_of(&self, byte: usize) -> usize {
        self.lines.partition_point(|line| line.at <= byte).saturating_sub(1)
    }

    /// Whether the line after `index` is shown too and follows it in the file.
    fn is_joined(&self, index: usize) -> bool {
        let pair = (self.lines.get(index), self.lines.get(index + 1));
        matches!(pair, (Some(this), Some(next)) if this.line + 1 == next.line)
    }
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let last_byte = (span.offset() + span.len()).saturating_sub(1).max(span.offset());
        let (mut first, mut last) = (self.index_of(span.offset()), self.index_of(last_byte));
        if !(first..last).all(|index| self.is_joined(index)) {
            return Err(MietteError::OutOfBounds);
        }
        for _ in 0..before {
            first -= usize::from(first > 0 && self.is_joined(first - 1));
        }
        for _ in 0..after {
            last += usize::from(self.is_joined(last));
        }
        let start = self.lines.get(first).ok_or(MietteError::OutOfBounds)?;
        let end = self.lines.get(last + 1).map_or(self.text.len(), |next| next.at);
        let data = self.text.as_bytes().get(start.at..end).ok_or(MietteError::OutOfBounds)?;
        let place = (start.at, data.len()).into();
        // Without context miette asks for the place to print: that of the file, not that of the excerpt.
        let origin = self.origins.get(&span.offset()).filter(|_| before == 0 && after == 0);
        let (line, column) = origin.map_or((start.line, 0), |origin| (origin.line - 1, origin.column - 1));
        let count = last - first + 1;
        Ok(Box::new(MietteSpanContents::new_named(self.name.clone(), data, place, line, column, count)))
    }
}

/// The bytes to underline for a span: without white space around it, and its first line alone where it is long.
fn pointed_range(file: &SourceFile, span: Span) -> std::ops::Range<usize> {
    let length = file.text().len();
    let range = span.range().start.min(length)..span.range().end.min(length);
    let Some(text) = file.text().get(range.clone()) else { return range };
    let end = range.start + text.trim_end().len();
    if file.line_of(end.max(range.start + 1) - 1) - file.line_of(range.start) < MAX_LINES_OF_LABEL {
        return range.start..end.max(range.start);
    }
    let first = line_range(file, file.line_of(range.start));
    let line = file.text().get(range.start..first.end).unwrap_or("");
    range.start..range.start + line.trim_end().len()
}

/// The lines to show, each with the first place in it that a label starts at.
fn shown_lines(file: &SourceFile, ranges: &[std::ops::Range<usize>]) -> BTreeMap<usize, Option<usize>> {
    let mut lines = BTreeMap::new();
    for range in ranges {
        let first = file.line_of(range.start);
        let last = file.line_of(range.end.max(range.start + 1) - 1).max(first);
        for line in first.saturating_sub(CONTEXT_LINES)..=last + CONTEXT_LINES {
            let is_labelled = (first..=last).contains(&line);
            if is_labelled || (line < file.line_count() && !is_end_of_file(file, line)) {
                lines.entry(line).or_insert(None);
            }
        }
        let focus = lines.entry(first).or_insert(None);
        *focus = Some(focus.map_or(range.start, |other: usize| other.min(range.start)));
    }
    lines
}

/// Whether a line is the empty one that a final line feed leaves.
fn is_end_of_file(file: &SourceFile, line: usize) -> bool {
    line + 1 == file.line_count() && file.line_start(line) == file.text().len()
}

/// The bytes of a line without its line break.
fn line_range(file: &SourceFile, line: usize) -> std::ops::Range<usize> {
    let start = file.line_start(line);
    let text = file.text().get(start..file.line_start(line + 1)).unwrap_or("");
    start..start + text.trim_end_matches(['\r', '\n']).len()
}

/// The part of a line that is shown: all of it, or `columns` characters of which a third stand before the focus.
fn window(text: &str, line: std::ops::Range<usize>, focus: usize, columns: usize) -> std::ops::Range<usize> {
    let back = |from: usize, count: usize| {
        let before = text.get(line.start..from).unwrap_or("");
        before.char_indices().rev().take(count).last().map_or(from, |(at, _)| line.start + at)
    };
    let ahead = |from: usize| {
        let after = text.get(from..line.end).unwrap_or("");
        after.char_indices().nth(columns).map_or(line.end, |(at, _)| from + at)
    };
    if ahead(line.start) == line.end {
        return line;
    }
    let focus = focus.clamp(line.start, line.end);
    let start = if back(focus, columns * 2 / 3) == line.start { line.start } else { back(focus, columns / 3) };
    start..ahead(start)
}

/// Appends a character of the file as the excerpt shows it; tabs stay, because miette aligns them.
fn push_shown(text: &mut String, character: char) {
    if character == '\t' { text.push(character) } else { push_visible(text, character) }
}
