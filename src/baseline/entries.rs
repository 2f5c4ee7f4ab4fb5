//! The findings of an earlier run.

use std::collections::BTreeMap;

use crate::finding::{Absent, Analysis, Compliance, Evaluation, fingerprint};
use crate::source::Sources;

/// The verdicts that a baseline may hold, by their names.
pub(super) const VERDICTS: [Compliance; 2] = [Compliance::NonCompliant, Compliance::InsufficientData];

/// What an earlier run found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Baseline {
    /// Sorted by file, resource and rule.
    pub(super) entries: Vec<Entry>,
}

/// A finding of an earlier run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) absent: Absent,
    /// The file of the outermost call that leads to the declaration; that of the declaration where there is none.
    pub(super) root: String,
}

impl Entry {
    pub(super) fn of(evaluation: &Evaluation, sources: &Sources) -> Self {
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
pub(super) fn is_found(evaluation: &Evaluation) -> bool {
    evaluation.compliance.asks_for_attention() && evaluation.suppressed.is_none()
}

impl Baseline {
    /// What a run found.
    pub fn of(analysis: &Analysis) -> Self {
        let found = analysis.evaluations.iter().filter(|it| is_found(it));
        Self::sorted(found.map(|it| Entry::of(it, &analysis.sources)).collect())
    }

    /// Each finding once, by the worse verdict where there are two.
    pub(super) fn sorted(mut entries: Vec<Entry>) -> Self {
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
}
