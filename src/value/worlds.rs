//! The worlds that open conditions make. Whoever asks in worlds, the rules or a person, has them from here.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use super::{MAX_CONDITIONS, Symbol, Unknown, World};

/// How many worlds are told apart past the bound: there is more to look at in each, and less comes of it.
const MAX_PAST_BOUND: usize = 32;

/// How many conditions a world answers that counts as one: one of more conditions counts as several.
const ANSWERS_OF_WORLD: usize = 128;

/// How many conditions there are where a world past the bound counts as one: what stays open in it costs more to look
/// at than what is answered.
const OPEN_OF_WORLD: usize = 8;

/// Open conditions, each once, by their symbols; with how much hangs on each.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    found: BTreeMap<Symbol, (Arc<Unknown>, usize)>,
}

impl Conditions {
    /// Adds a condition on which one more thing hangs.
    pub fn add(&mut self, condition: &Arc<Unknown>) {
        let (_, uses) = self.found.entry(condition.symbol.clone()).or_insert_with(|| (Arc::clone(condition), 0));
        *uses = uses.saturating_add(1);
    }

    /// Adds a condition on which everything hangs.
    pub fn add_first(&mut self, condition: &Arc<Unknown>) {
        self.found.insert(condition.symbol.clone(), (Arc::clone(condition), usize::MAX));
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.found.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The conditions in order.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Unknown>> {
        self.found.values().map(|(condition, _)| condition)
    }

    /// So many of them, in order: those on which the most hangs.
    fn weightiest(&self, count: usize) -> Vec<Arc<Unknown>> {
        let mut all: Vec<_> = self.found.values().collect();
        all.sort_by_key(|(_, uses)| std::cmp::Reverse(*uses));
        all.truncate(count);
        all.sort_by(|(a, _), (b, _)| a.symbol.cmp(&b.symbol));
        all.into_iter().map(|(condition, _)| Arc::clone(condition)).collect()
    }
}

/// The worlds that open conditions make.
#[derive(Clone, Debug)]
pub enum Worlds {
    /// Every combination of answers that some deployment has. Of no condition there is one world.
    All(Arc<[World]>),
    /// There are more than are told apart. Each deployment has one of these, which answer the conditions on which the
    /// most hangs; the others stay open in every one.
    PastBound(Arc<[World]>),
}

impl Worlds {
    /// The worlds, whether they answer all conditions or not.
    pub fn get(&self) -> &Arc<[World]> {
        match self {
            Worlds::All(worlds) | Worlds::PastBound(worlds) => worlds,
        }
    }
}

/// The fewest worlds that are told apart, however many resources share what may be looked at.
const FEWEST: usize = 16;

/// The worlds that were built, so that all that rests on the same conditions shares them.
#[derive(Debug)]
pub struct Atlas {
    built: Mutex<HashMap<Vec<Symbol>, Built>>,
    /// How many worlds are told apart of the same conditions.
    most: usize,
}

impl Default for Atlas {
    fn default() -> Self {
        Atlas { built: Mutex::default(), most: usize::MAX }
    }
}

/// The worlds that answer some conditions; `None` where there are too many.
type Built = Option<Arc<[World]>>;

impl Atlas {
    /// One for so many resources, which share out so many worlds.
    pub fn sharing(worlds: usize, resources: usize) -> Self {
        Atlas { most: (worlds / resources.max(1)).max(FEWEST), ..Atlas::default() }
    }

    /// The worlds of some conditions.
    pub fn worlds(&self, conditions: &Conditions) -> Worlds {
        let all = self.all(&conditions.iter().cloned().collect::<Vec<_>>());
        if let Some(all) = all.filter(|worlds| worlds.len() <= self.most_of(conditions, ANSWERS_OF_WORLD)) {
            return Worlds::All(all);
        }
        let most = self.most_of(conditions, OPEN_OF_WORLD).min(MAX_PAST_BOUND);
        for count in (1..=MAX_CONDITIONS).rev() {
            let worlds = self.all(&conditions.weightiest(count)).filter(|worlds| worlds.len() <= most);
            if let Some(worlds) = worlds {
                return Worlds::PastBound(worlds);
            }
        }
        Worlds::PastBound(Arc::new([World::default()]))
    }

    /// How many worlds are told apart of these conditions, where one of so many counts as one.
    fn most_of(&self, conditions: &Conditions, each: usize) -> usize {
        self.most.saturating_mul(each) / conditions.len().max(each)
    }

    fn all(&self, conditions: &[Arc<Unknown>]) -> Built {
        let built = || self.built.lock().unwrap_or_else(PoisonError::into_inner);
        let key: Vec<_> = conditions.iter().map(|condition| condition.symbol.clone()).collect();
        if let Some(known) = built().get(&key) {
            return known.clone();
        }
        let worlds = World::all(conditions).map(Arc::from);
        built().entry(key).or_insert(worlds).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::{Sources, Span};
    use crate::value::{Compared, Formula, Test};

    /// Conditions that compare one input with so many texts.
    fn conditions(count: usize) -> Conditions {
        let span = Span::whole_file(Sources::default().add("a".into(), "a".into(), Vec::new()));
        let input = Arc::new(Compared { symbol: Symbol::input("input"), values: None });
        let mut conditions = Conditions::default();
        for at in 0..count {
            let formula = Formula::is(Arc::clone(&input), format!("{at}"));
            let condition = Unknown::new(format!("c{at}"), span, "is not given");
            conditions.add(&Arc::new(condition.asking(Test { formula, assumed: Arc::from([]) })));
        }
        conditions
    }

    #[test]
    fn worlds_of_many_conditions_count_as_several() {
        let worlds = |share: usize, count: usize| match Atlas::sharing(share, 1).worlds(&conditions(count)) {
            Worlds::All(worlds) => (worlds.len(), true),
            Worlds::PastBound(worlds) => (worlds.len(), false),
        };
        assert_eq!(worlds(101, 100), (101, true));
        // Of 200 conditions each world counts as more than one.
        assert_eq!(worlds(320, 200), (201, true));
        assert_eq!(worlds(310, 200), (9, false));
        // Past the bound as well: a condition more has a world more.
        assert_eq!(worlds(100, 100), (8, false));
        assert_eq!(worlds(50, 100), (4, false));
        assert_eq!(worlds(10, 250), (1, false));
    }
}
