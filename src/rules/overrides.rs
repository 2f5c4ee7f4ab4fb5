//! What is said of rules for some files.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use super::{Rule, RuleSet};
use crate::config::RuleSettings;
use crate::finding::Problem;
use crate::source::Patterns;

/// The rules of a run for files of which more is said.
#[derive(Debug, Default)]
pub struct Overrides {
    base: RuleSet,
    each: Vec<Override>,
    /// What is said of rules on the command line, which wins.
    last: BTreeMap<String, RuleSettings>,
    /// The sets that were made so far, by which of `each` count.
    made: Mutex<HashMap<Vec<usize>, Arc<RuleSet>>>,
}

/// What is said of rules for the files that patterns fit.
#[derive(Debug)]
pub struct Override {
    /// The files.
    pub files: Patterns,
    /// What is said of rules, by name.
    pub rules: BTreeMap<String, RuleSettings>,
}

impl Overrides {
    /// None.
    pub fn none() -> &'static Overrides {
        static NONE: LazyLock<Overrides> = LazyLock::new(Overrides::default);
        &NONE
    }

    /// What is said over a configured set, in the order of the configuration, and what is wrong with it.
    pub fn new(base: RuleSet, each: Vec<Override>, last: BTreeMap<String, RuleSettings>) -> (Self, Vec<Problem>) {
        let problems = each.iter().flat_map(|it| base.clone().with_said(&it.rules).1).collect();
        (Overrides { base, each, last, made: Mutex::default() }, problems)
    }

    /// Whether nothing is said.
    pub fn is_empty(&self) -> bool {
        self.each.is_empty()
    }

    /// Which of them are about an absolute place.
    pub fn about(&self, place: &Path) -> Vec<usize> {
        self.each.iter().enumerate().filter(|(_, it)| it.files.fit(place, false)).map(|(at, _)| at).collect()
    }

    /// The rules where these of them count.
    pub fn rules(&self, which: &[usize]) -> Arc<RuleSet> {
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || {
            let said = which.iter().filter_map(|at| self.each.get(*at)).map(|it| &it.rules).chain([&self.last]);
            Arc::new(said.fold(self.base.clone(), |rules, said| rules.with_said(said).0))
        };
        Arc::clone(made.entry(which.to_vec()).or_insert_with(make))
    }

    /// Whether a rule is judged for some file of which more is said.
    pub fn judge(&self, rule: &Rule) -> bool {
        let is_on = |it: &Override| {
            let said = it.rules.iter().filter(|(name, said)| said.enabled == Some(true) && rule.info.is_meant(name));
            said.count() > 0
        };
        let is_off = self.last.get(&rule.info.name).is_some_and(|said| said.enabled == Some(false));
        !is_off && self.each.iter().any(is_on)
    }
}
