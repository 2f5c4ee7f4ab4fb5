//! The evaluations of a run that nobody asks to see, as their numbers.

use std::collections::BTreeMap;

use super::{Compliance, Severity};

/// How many evaluations are not listed, by the severity of their rules and by their verdicts. Most rules hold of most
/// resources: of a hundred thousand buckets there are millions of such.
#[derive(Clone, Debug, Default)]
pub struct Unlisted(BTreeMap<(Severity, Compliance), usize>);

impl Unlisted {
    /// Counts one more.
    pub fn add(&mut self, severity: Severity, compliance: Compliance) {
        *self.0.entry((severity, compliance)).or_default() += 1;
    }

    /// Counts those of another one.
    pub fn take_in(&mut self, other: &Unlisted) {
        for (of, count) in &other.0 {
            *self.0.entry(*of).or_default() += count;
        }
    }

    /// How many have this verdict.
    pub fn count(&self, compliance: Compliance) -> usize {
        self.0.iter().filter(|((_, verdict), _)| *verdict == compliance).map(|(_, count)| count).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Leaves those of rules that are so bad at least.
    pub fn at_least(&mut self, severity: Severity) {
        self.0.retain(|(of, _), _| *of >= severity);
    }
}
