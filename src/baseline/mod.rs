//! What an earlier run found, so that a run reports what is new.
//!
//! A [`Baseline`] is kept in a file that `bucketlint baseline` writes, or made of the analysis of another revision.
//! What is found again is known by its fingerprint; failing that, by the rule, the address that the resource has or had
//! before, and the folder: a file of a module may be renamed, and a template that is gone may have another name.

mod file;
mod same;

use std::collections::BTreeMap;

use crate::finding::{Absent, Analysis, Compared, Compliance, Earlier, Evaluation, fingerprint};
use crate::source::Sources;
use same::Same;

/// The name of the file where nobody says another.
pub const FILE_NAME: &str = "bucketlint-baseline.json";

/// What an earlier run found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Sorted by file, resource and rule.
    entries: Vec<Entry>,
}

/// A finding of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    absent: Absent,
    /// The file of the outermost call that leads to the declaration; that of the declaration where there is none.
    root: String,
}

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

impl Entry {
    fn of(evaluation: &Evaluation, sources: &Sources) -> Self {
        let [file, root] = [evaluation.declared, evaluation.root].map(|span| sources.name_from_top(span.file));
        let (rule, resource) = (evaluation.rule.name.clone(), evaluation.resource.to_string());
        let fingerprint = evaluation.fingerprint(sources);
        Entry { absent: Absent { file, resource, rule, was: evaluation.compliance, fingerprint }, root }
    }

    fn order(&self) -> impl Ord + use<'_> {
        let Absent { file, resource, rule, fingerprint, .. } = &self.absent;
        (file, resource, rule, fingerprint)
    }
}

/// Whether a verdict belongs into a baseline: it asks for attention, and nobody accepts it.
fn is_found(evaluation: &Evaluation) -> bool {
    evaluation.compliance.asks_for_attention() && evaluation.suppressed.is_none()
}

impl Baseline {
    /// What a run found.
    pub fn of(analysis: &Analysis) -> Self {
        let found = analysis.evaluations.iter().filter(|it| is_found(it));
        Self::sorted(found.map(|it| Entry::of(it, &analysis.sources)).collect())
    }

    /// Each finding once, by the worse verdict where there are two.
    fn sorted(mut entries: Vec<Entry>) -> Self {
        entries.sort_by(|a, b| (a.order(), a.absent.was).cmp(&(b.order(), b.absent.was)));
        entries.dedup_by(|a, b| a.absent.fingerprint == b.absent.fingerprint);
        Baseline { entries }
    }

    /// How many findings it has.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The same where files have other names now, by those that they had.
    pub fn renamed(self, names: &BTreeMap<String, String>) -> Self {
        let renamed = |Entry { absent, root }: Entry| {
            let named = |name: String| names.get(&name).cloned().unwrap_or(name);
            let (file, root) = (named(absent.file), named(root));
            let fingerprint = fingerprint(&absent.rule, [&file, &root], &absent.resource);
            Entry { absent: Absent { file, fingerprint, ..absent }, root }
        };
        Self::sorted(self.entries.into_iter().map(renamed).collect())
    }

    /// Notes in each verdict what the earlier run said of it, and gives how many of its findings are gone. `with` is that
    /// run, for people.
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

/// The verdicts that a baseline may hold, by their names.
const VERDICTS: [Compliance; 2] = [Compliance::NonCompliant, Compliance::InsufficientData];
