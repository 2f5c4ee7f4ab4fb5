//! A comment for this program and what it counts for, whatever language it stands in.

use std::ops::Range;

use super::directive::{Directive, Fault, read, spoken};

/// A suppression as it stands in a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Comment {
    /// Where it stands, without the marks of a comment.
    pub place: Range<usize>,
    /// What it counts for.
    pub extent: Range<usize>,
    /// What it says.
    pub said: Result<Directive, Fault>,
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
pub(super) fn placed(text: &str, lines: &[Line], found: impl IntoIterator<Item = Range<usize>>) -> Vec<Comment> {
    let opened = opened(lines, text.len());
    let one = |comment: Range<usize>| {
        let spoken = spoken(text.get(comment.clone())?)?;
        let place = comment.start + spoken.start..comment.start + spoken.end;
        let own = lines.partition_point(|line| line.start <= comment.start).checked_sub(1)?;
        // A comment on a line of its own counts for what comes below it.
        let from = match lines.get(own)?.code {
            Some(_) => own,
            None => lines.partition_point(|line| line.start < comment.end).max(own + 1),
        };
        let extent = opened.get(from).cloned().flatten().unwrap_or(place.clone());
        Some(Comment { said: read(text.get(place.clone())?), place, extent })
    };
    found.into_iter().filter_map(one).collect()
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
fn opened(lines: &[Line], whole: usize) -> Vec<Option<Range<usize>>> {
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
