//! What an earlier run found, so that a run reports what is new.
//!
//! A [`Baseline`] is kept in a file that `bucketlint baseline` writes, or made of the analysis of another revision.
//! What is found again is known by its fingerprint; failing that, by the rule, the address that the resource has or had
//! before, and the folder: a file of a module may be renamed, and a template that is gone may have another name.

mod entries;
mod file;
mod same;

use crate::finding::{Analysis, Compared, Earlier};
use entries::{Entry, is_found};
use same::Same;

pub use entries::Baseline;
pub use same::is_below;

/// The name of the file where nobody says another.
pub const FILE_NAME: &str = "bucketlint-baseline.json";

/// What a run did to a baseline.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// How many findings were added.
    pub added: usize,
    /// How many were taken away, because they are found no longer.
    pub pruned: usize,
    /// How many stay that this run says nothing of.
    pub elsewhere: usize,
}

impl Baseline {
    /// Notes in each verdict what the earlier run said of it, and gives how many of its findings are gone. `with` is
    /// that run, for people.
    pub fn compare(&self, analysis: &mut Analysis, with: &str) -> usize {
        let same = Same::new(self, analysis);
        for (evaluation, entry) in analysis.evaluations.iter_mut().zip(&same.entries) {
            let entry = entry.and_then(|at| self.entries.get(at));
            evaluation.earlier = entry.map(|it| Earlier { was: it.absent.was, touched: false }).or(evaluation.earlier);
        }
        let absent = self.left(&same, analysis).filter(|(_, is_gone)| *is_gone);
        let absent: Vec<_> = absent.map(|(entry, _)| entry.absent.clone()).collect();
        let gone = absent.len();
        analysis.compared.push(Compared { with: with.to_owned(), absent });
        gone
    }

    /// The baseline after a run. What the run says nothing of stays; where it is only pruned, nothing is added.
    pub fn after(&self, analysis: &Analysis, is_pruned_only: bool) -> (Self, Changed) {
        let same = Same::new(self, analysis);
        let mut changed = Changed::default();
        let mut entries = Vec::new();
        for (evaluation, before) in analysis.evaluations.iter().zip(&same.entries).filter(|(it, _)| is_found(it)) {
            let mut entry = Entry::of(evaluation, &analysis.sources);
            match before.and_then(|at| self.entries.get(at)) {
                Some(before) if is_pruned_only => entry.absent.was = before.absent.was,
                None if is_pruned_only => continue,
                Some(_) => {}
                None => changed.added += 1,
            }
            entries.push(entry);
        }
        for (entry, is_gone) in self.left(&same, analysis) {
            if is_gone {
                changed.pruned += 1;
            } else {
                changed.elsewhere += 1;
                entries.push(entry.clone());
            }
        }
        (Self::sorted(entries), changed)
    }

    /// What is not found again, and whether it is gone: the run looked there, by that rule, and everything could be
    /// analysed.
    fn left<'b>(&'b self, same: &'b Same, analysis: &'b Analysis) -> impl Iterator<Item = (&'b Entry, bool)> {
        let is_whole = !analysis.problems.iter().any(|problem| problem.kind.is_error());
        let is_judged = |name: &str| analysis.rules.binary_search_by(|rule| rule.name.as_str().cmp(name)).is_ok();
        let left = self.entries.iter().enumerate().filter(|(at, _)| !same.found.contains(at));
        left.map(move |(_, entry)| {
            let is_gone = is_whole && is_judged(&entry.absent.rule) && same::is_below(&entry.root, &analysis.paths);
            (entry, is_gone)
        })
    }
}
