//! The comments of a file for this program, by its language.

use super::comment::{Comment, Scanned, foreign_placed, placed};
use super::directive::MARK;
use super::{foreign, hcl, tree, yaml};
use crate::config::Tool;
use crate::source::FileId;

/// The comments of a file for this program, and those for these tools.
pub(super) fn comments(file: FileId, name: &str, text: &str, tools: &[Tool]) -> Vec<Comment> {
    let is_for_others = foreign::mentions(text, tools);
    let is_for_us = mentions(text);
    let is_data_for_us = ["\"bucketlint\"", "'bucketlint'"].iter().any(|key| text.contains(key));
    match language(name, text) {
        _ if !is_for_others && !is_for_us && !is_data_for_us => Vec::new(),
        Language::Json => tree::of_json(file, text, tools),
        Language::Hcl => {
            let scanned = hcl::scan(text);
            let mut found = placed(text, &scanned);
            let foreign = foreign_placed(text, &scanned, tools, |depth| depth == 0);
            found.extend(foreign.into_iter().map(Comment::from));
            found
        }
        Language::Yaml => {
            let scanned = yaml::scan(text);
            let mut found = placed(text, &scanned);
            let foreign = foreign_placed(text, &scanned, tools, is_resource(&scanned));
            found.extend(foreign.into_iter().map(Comment::from));
            if text.contains("Metadata") {
                found.extend(tree::of_yaml(file, text, tools));
            }
            found
        }
    }
}

/// Whether something of an indentation is a resource: the first that stands deeper than the sections of the template.
pub(super) fn is_resource(scanned: &Scanned) -> impl Fn(usize) -> bool + use<> {
    let depths = scanned.lines.iter().filter(|line| line.code.is_some() && line.depth > 0).map(|line| line.depth);
    let depth = depths.min();
    move |it| Some(it) == depth
}

/// How suppressions are written in a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Hcl,
    Json,
    Yaml,
}

/// The language of a file, by its name and how it begins.
pub(super) fn language(name: &str, text: &str) -> Language {
    let is = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if is(&[".tf", ".tofu"]) {
        Language::Hcl
    } else if is(&[".json"]) || text.trim_start().starts_with('{') {
        Language::Json
    } else {
        Language::Yaml
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
