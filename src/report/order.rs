//! In which order people read findings, and which of them are one fault.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::hash::Hash;

use crate::finding::{Analysis, Compliance, Evaluation, listed};

use super::place;

/// What one place of the code does wrong by one rule, of every instance that is made of it.
#[derive(Debug)]
pub(super) struct Fault<'a> {
    /// The first instance.
    pub(super) first: &'a Evaluation,
    /// The others, in order.
    pub(super) others: Vec<&'a Evaluation>,
}

impl<'a> Fault<'a> {
    /// How many verdicts it stands for.
    pub(super) fn count(&self) -> usize {
        self.others.len() + 1
    }

    /// That it is so of others too, and of which; empty where there is none.
    pub(super) fn also(&self) -> String {
        let names: Vec<_> = self.others.iter().map(|it| it.resource.to_string()).collect();
        if names.is_empty() { String::new() } else { format!("{} more alike: {}", names.len(), listed(&names)) }
    }

    /// All its instances, in order.
    pub(super) fn all(&self) -> impl Iterator<Item = &'a Evaluation> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }
}

/// The verdicts of this kind that nobody accepts, the worst first, else in their order.
pub(super) fn worst_first(analysis: &Analysis, compliance: Compliance) -> Vec<&Evaluation> {
    let open = analysis.evaluations.iter().filter(|each| each.is_open() && each.compliance == compliance);
    let mut sorted: Vec<_> = open.collect();
    sorted.sort_by_key(|each| Reverse(each.rule.severity));
    sorted
}

/// The same, those of one rule that say the same of one place taken together: instances of `count` and `for_each`, and
/// calls of one module.
pub(super) fn faults(analysis: &Analysis, compliance: Compliance) -> Vec<Fault<'_>> {
    fold(worst_first(analysis, compliance), |evaluation| {
        let place = place::of_evaluation(evaluation).unwrap_or(evaluation.declared);
        (evaluation.rule.name.as_str(), place, evaluation.message.as_ref())
    })
}

/// Verdicts that have one key taken together, in the order of the first ones.
pub(super) fn fold<'a, K: Hash + Eq>(
    evaluations: impl IntoIterator<Item = &'a Evaluation>,
    key: impl Fn(&'a Evaluation) -> K,
) -> Vec<Fault<'a>> {
    let mut faults: Vec<Fault<'a>> = Vec::new();
    let mut known = HashMap::new();
    for evaluation in evaluations {
        let at = *known.entry(key(evaluation)).or_insert(faults.len());
        match faults.get_mut(at) {
            Some(fault) => fault.others.push(evaluation),
            None => faults.push(Fault { first: evaluation, others: Vec::new() }),
        }
    }
    faults
}

/// What is shown of faults where no more than so many are, and the rest.
pub(super) fn split(mut faults: Vec<Fault<'_>>, max: usize) -> (Vec<Fault<'_>>, Vec<Fault<'_>>) {
    let rest = faults.split_off(max.min(faults.len()));
    (faults, rest)
}
