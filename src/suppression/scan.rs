//! The comments of a file for this program, by its language.

use super::comment::Comment;
use super::directive::MARK;
use super::{hcl, json, yaml};
use crate::source::FileId;

/// The comments of a file for this program.
pub(super) fn comments(file: FileId, name: &str, text: &str) -> Vec<Comment> {
    let is = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if is(&[".tf", ".tofu"]) {
        if mentions(text) { hcl::comments(text) } else { Vec::new() }
    } else if is(&[".json"]) || text.trim_start().starts_with('{') {
        if mentions(text) || text.contains("\"bucketlint\"") { json::comments(file, text) } else { Vec::new() }
    } else if mentions(text) {
        yaml::comments(text)
    } else {
        Vec::new()
    }
}

/// Whether the mark is there at all, in letters of either case: few files have it, and all are asked.
fn mentions(text: &str) -> bool {
    let ends = |(at, colon): (usize, &str)| text.as_bytes().get(..at + colon.len()).unwrap_or_default();
    let is_mark = |before: &[u8]| {
        let word = before.len().checked_sub(MARK.len()).and_then(|start| before.get(start..));
        word.is_some_and(|word| word.eq_ignore_ascii_case(MARK.as_bytes()))
    };
    text.match_indices(':').map(ends).any(is_mark)
}
