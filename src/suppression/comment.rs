//! A comment for this program and what it counts for, whatever language it stands in.

use std::ops::Range;

use super::directive::{Directive, Fault, read, spoken};
use super::foreign::{self, Counts, Foreign};
use crate::config::Tool;

/// A suppression as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    /// Where it stands, without the marks of a comment.
    pub place: Range<usize>,
    /// What it counts for.
    pub extent: Range<usize>,
    /// What it says.
    pub said: Result<Directive, Fault>,
    /// The tool that it is for, where that is another one.
    pub tool: Option<Tool>,
}

/// What a scan of a language finds in a text.
#[derive(Debug, Default)]
pub(super) struct Scanned {
    pub lines: Vec<Line>,
    /// The comments.
    pub found: Vec<Range<usize>>,
}

/// What a scan of a language finds out about a line.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line {
    /// Where it starts.
    pub start: usize,
    /// Where its first letter stands that is code; none where it has only comments and blanks.
    pub code: Option<usize>,
    /// How deep it stands: in brackets, or by its indentation.
    pub depth: usize,
    /// Whether it is an item of a list, which may stand no deeper than the list's key.
    pub is_item: bool,
}

/// The comments among these that are for this program. It takes time by the lines and the comments, however they stand.
pub(super) fn placed(text: &str, scanned: &Scanned) -> Vec<Comment> {
    let lines = scanned.lines.as_slice();
    let opened = opened(lines, text.len());
    let one = |comment: &Range<usize>| {
        let spoken = spoken(text.get(comment.clone())?)?;
        let place = comment.start + spoken.start..comment.start + spoken.end;
        let extent = begun(lines, &opened, comment).unwrap_or(place.clone());
        Some(Comment { said: read(text.get(place.clone())?), place, extent, tool: None })
    };
    scanned.found.iter().filter_map(one).collect()
}

/// The comments among these that are for other tools. `is_top` says of an indentation whether what begins there is a
/// resource, or what else stands at the top of the file.
pub(super) fn foreign_placed(
    text: &str,
    scanned: &Scanned,
    tools: &[Tool],
    is_top: impl Fn(usize) -> bool,
) -> Vec<Placed> {
    let lines = scanned.lines.as_slice();
    let opened = opened(lines, text.len());
    let first = lines.iter().find_map(|line| line.code).unwrap_or(text.len());
    let mut found = Vec::new();
    for comment in &scanned.found {
        // The end of the line is no part of it, however the line ends.
        let said = text.get(comment.clone()).unwrap_or_default().trim_end();
        let comment = &(comment.start..comment.start + said.len());
        for foreign in foreign::said(said, tools) {
            let extent = match foreign.counts {
                Counts::Begins => begun(lines, &opened, comment),
                Counts::Around => around(lines, &opened, comment, &is_top),
                Counts::NextLine => next_line(text, lines, comment),
                Counts::File => (comment.start < first).then_some(0..text.len()),
            };
            found.extend(extent.map(|extent| Placed { comment: comment.clone(), foreign, extent }));
        }
    }
    found
}

/// What is said to another tool, in which comment, and what it counts for.
#[derive(Clone, Debug)]
pub(super) struct Placed {
    pub comment: Range<usize>,
    pub foreign: Foreign,
    pub extent: Range<usize>,
}

impl From<Placed> for Comment {
    fn from(Placed { comment, foreign, extent }: Placed) -> Self {
        let place = comment.start + foreign.place.start..comment.start + foreign.place.end;
        let said = Directive { rules: foreign.ids, until: foreign.until, reason: foreign.reason };
        Comment { place, extent, said: Ok(said), tool: Some(foreign.tool) }
    }
}

/// The line on which a comment stands.
fn own_line(lines: &[Line], comment: &Range<usize>) -> Option<usize> {
    lines.partition_point(|line| line.start <= comment.start).checked_sub(1)
}

/// The first line behind a comment.
fn line_behind(lines: &[Line], comment: &Range<usize>) -> Option<usize> {
    Some(lines.partition_point(|line| line.start < comment.end).max(own_line(lines, comment)? + 1))
}

/// What begins on the line of a comment; of one on a line of its own, what comes below it.
fn begun(lines: &[Line], opened: &[Option<Range<usize>>], comment: &Range<usize>) -> Option<Range<usize>> {
    let own = own_line(lines, comment)?;
    let from = match lines.get(own)?.code {
        Some(_) => own,
        None => line_behind(lines, comment)?,
    };
    opened.get(from).cloned().flatten()
}

/// The resource in which a comment stands.
fn around(
    lines: &[Line],
    opened: &[Option<Range<usize>>],
    comment: &Range<usize>,
    is_top: impl Fn(usize) -> bool,
) -> Option<Range<usize>> {
    let own = own_line(lines, comment)?;
    // A comment on a line of its own stands in what it stands deeper than.
    let mut depth = match lines.get(own)? {
        line if line.code.is_some() => usize::MAX,
        line => line.depth,
    };
    for (at, line) in lines.iter().enumerate().take(own + 1).rev() {
        if line.code.is_none() || line.depth >= depth {
            continue;
        }
        depth = line.depth;
        if is_top(depth) {
            return opened.get(at).cloned().flatten().filter(|extent| comment.start < extent.end);
        }
    }
    None
}

/// The line behind a comment, as far as it is code.
fn next_line(text: &str, lines: &[Line], comment: &Range<usize>) -> Option<Range<usize>> {
    let line = lines.get(line_behind(lines, comment)?)?;
    let start = line.code?;
    let length = text.get(start..)?.lines().next()?.trim_end().len();
    Some(start..start + length)
}

/// A line of code behind others.
struct Behind {
    start: usize,
    depth: usize,
    is_item: bool,
    /// Where the list ends of which it is an item.
    list_end: usize,
}

/// What begins on each line, or on the next one that has code: up to the next line of code that stands no deeper.
pub(super) fn opened(lines: &[Line], whole: usize) -> Vec<Option<Range<usize>>> {
    let mut behind: Vec<Behind> = Vec::new();
    let mut next = None;
    let mut opened: Vec<_> = Vec::with_capacity(lines.len());
    for line in lines.iter().rev() {
        if let Some(code) = line.code {
            while behind.last().is_some_and(|it| it.depth > line.depth) {
                behind.pop();
            }
            let end = behind.last().map_or(whole, |it| it.start);
            let is_list = behind.last().is_some_and(|it| it.is_item && it.depth == line.depth);
            let list_end = behind.last().filter(|_| is_list).map_or(end, |it| it.list_end);
            next = Some(code..if line.is_item { end } else { list_end }.max(code));
            let Line { start, depth, is_item, .. } = *line;
            behind.push(Behind { start, depth, is_item, list_end });
        }
        opened.push(next.clone());
    }
    opened.reverse();
    opened
}
