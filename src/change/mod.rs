//! What a change touches: which lines differ between two revisions of a file, and which file is which.

mod lines;
mod renames;
mod unified;

use std::collections::{BTreeMap, HashMap};

use crate::finding::{Analysis, Evaluation};
use crate::source::{FileId, Sources, Span};
use lines::Hunk;

pub use renames::renames;
pub use unified::unified;

/// Notes in each verdict that an earlier revision gave whether the change touches a place that it names. `renames` has
/// the names that files have now, by those that they had.
pub fn note_touched(analysis: &mut Analysis, before: &Sources, renames: &BTreeMap<String, String>) {
    let by_name: HashMap<String, FileId> = before.iter().map(|(id, _)| (before.name_from_top(id), id)).collect();
    let names_before: HashMap<&str, &str> = renames.iter().map(|(old, new)| (new.as_str(), old.as_str())).collect();
    let mut changed: HashMap<FileId, Option<Vec<Hunk>>> = HashMap::new();
    let sources = &analysis.sources;
    let mut touches = |span: Span| {
        let Some(file) = sources.file(span.file) else { return false };
        let hunks = changed.entry(span.file).or_insert_with(|| {
            let name = sources.name_from_top(span.file);
            let name = names_before.get(name.as_str()).map_or(name.clone(), |before| (*before).to_owned());
            by_name.get(&name).map(|before_id| lines::changed(before.text(*before_id), file.text()))
        });
        let range = span.range();
        let last = range.end.saturating_sub(1).max(range.start);
        let (first, last) = (file.line_of(range.start), file.line_of(last));
        hunks.as_ref().is_none_or(|hunks| hunks.iter().any(|hunk| hunk.touches(first, last)))
    };
    for evaluation in &mut analysis.evaluations {
        let is_touched = evaluation.earlier.is_some() && places(evaluation).any(&mut touches);
        if let Some(earlier) = &mut evaluation.earlier {
            earlier.touched = is_touched;
        }
    }
}

/// The places that a verdict names.
fn places(evaluation: &Evaluation) -> impl Iterator<Item = Span> + '_ {
    std::iter::once(&evaluation.primary).chain(&evaluation.related).filter_map(|label| label.span)
}
