//! Where worlds differ: the conditions that make the difference, and the answers under which something comes out.

use std::collections::HashMap;
use std::sync::Arc;

use super::{Unknown, World};

/// How many combinations of answers a message names.
const MAX_NAMED: usize = 4;

/// What was found in worlds that answer the same conditions.
#[derive(Debug)]
pub struct Difference<'w, T> {
    conditions: Vec<&'w Arc<Unknown>>,
    worlds: Vec<(Vec<bool>, T)>,
    /// The conditions on which it depends what is found, by their places.
    deciding: Vec<usize>,
}

impl<'w, T: PartialEq> Difference<'w, T> {
    /// What was found in each world.
    pub fn of(worlds: &'w [World], found: impl IntoIterator<Item = T>) -> Self {
        let conditions = worlds.first().into_iter().flat_map(World::answers).map(|(condition, _)| condition).collect();
        let answers = |world: &World| world.answers().map(|(_, answer)| answer).collect();
        let worlds = worlds.iter().map(answers).zip(found).collect();
        let mut difference = Difference { conditions, worlds, deciding: Vec::new() };
        difference.deciding = difference.find_deciding();
        difference
    }

    /// The conditions on which it depends what is found: those that cannot be left out without two worlds in which the
    /// same is found becoming two in which something else is.
    pub fn deciding(&self) -> impl Iterator<Item = &'w Arc<Unknown>> {
        self.deciding.iter().filter_map(|at| self.conditions.get(*at).copied())
    }

    fn find_deciding(&self) -> Vec<usize> {
        if self.worlds.windows(2).all(|pair| matches!(pair, [(_, one), (_, other)] if one == other)) {
            return Vec::new();
        }
        without_needless((0..self.conditions.len()).collect(), |kept| {
            let mut by_answers: HashMap<Vec<bool>, &T> = HashMap::new();
            self.worlds
                .iter()
                .all(|(answers, found)| *by_answers.entry(chosen(answers, kept)).or_insert(found) == found)
        })
    }

    /// What is found by the answers to the deciding conditions, in words: "`IsProd` is false".
    pub fn parts(&self) -> Vec<(Vec<String>, &T)> {
        let mut seen: Vec<Vec<bool>> = Vec::new();
        let mut parts = Vec::new();
        for (world, found) in &self.worlds {
            let answers = chosen(world, &self.deciding);
            if !seen.contains(&answers) {
                seen.push(answers);
                parts.push((self.words(world, &self.deciding), found));
            }
        }
        parts
    }

    /// Combinations of answers that cover every world in which something is found that counts, and no other, each as
    /// the end of a sentence: "when `IsProd` is false and `IsPublic` is true".
    pub fn when(&self, counts: impl Fn(&T) -> bool) -> Vec<String> {
        let agree = |a: &[bool], b: &[bool], on: &[usize]| on.iter().all(|at| a.get(*at) == b.get(*at));
        let (counting, others): (Vec<_>, Vec<_>) = self.worlds.iter().partition(|(_, found)| counts(found));
        let mut said: Vec<String> = Vec::new();
        let mut named: Vec<(&[bool], Vec<usize>)> = Vec::new();
        for (world, _) in counting {
            if named.iter().any(|(before, on)| agree(before, world, on)) {
                continue;
            }
            if said.len() == MAX_NAMED {
                said.push("in further cases".to_owned());
                break;
            }
            let needed =
                without_needless(self.deciding.clone(), |on| !others.iter().any(|(other, _)| agree(world, other, on)));
            let answers = self.words(world, &needed);
            if !answers.is_empty() {
                said.push(format!("when {}", answers.join(" and ")));
            }
            named.push((world, needed));
        }
        said
    }

    fn words(&self, world: &[bool], on: &[usize]) -> Vec<String> {
        let answer = |at: &usize| {
            let (condition, answer) = self.conditions.get(*at).zip(world.get(*at))?;
            Some(format!("{} is {answer}", self.named(condition)))
        };
        on.iter().filter_map(answer).collect()
    }

    /// What a condition is called. Of two that are written alike, such as those of two instances of a module, only why
    /// they are open tells which is meant.
    fn named(&self, condition: &Unknown) -> String {
        let is_alike = |other: &Unknown| other.expression == condition.expression && other.symbol != condition.symbol;
        match self.conditions.iter().any(|other| is_alike(other)) {
            true => format!("`{}` ({})", condition.expression, condition.reason),
            false => format!("`{}`", condition.expression),
        }
    }
}

/// The answers at some places.
fn chosen(answers: &[bool], on: &[usize]) -> Vec<bool> {
    on.iter().filter_map(|at| answers.get(*at).copied()).collect()
}

/// Takes away, last first, what is not needed for `suffices` to stay true.
fn without_needless(mut kept: Vec<usize>, suffices: impl Fn(&[usize]) -> bool) -> Vec<usize> {
    for at in (0..kept.len()).rev() {
        let removed = kept.remove(at);
        if !suffices(&kept) {
            kept.insert(at, removed);
        }
    }
    kept
}
