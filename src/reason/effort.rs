//! How much of what the bounds allow is done for one of many subjects.
//!
//! A policy can be made that takes a search to each of its bounds, and a run may have hundreds of them. So a run goes
//! in rounds: each subject is given little at first, and those for which it was not enough are given more, as long as
//! all of them together stay within what a run may cost. Nothing hangs on who was quicker: the same input gets the
//! same answer.

use rayon::prelude::*;

/// What a subject is given that meets no bound but those of the search.
const WHOLE: usize = 1_024;

/// The least that a subject is given, however many there are.
const LEAST: usize = 4;

/// The most that a subject is given at first.
const FIRST: usize = 64;

/// A share of what the bounds of a search allow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Effort(usize);

impl Default for Effort {
    fn default() -> Self {
        Effort(WHOLE)
    }
}

impl Effort {
    /// The share of a bound.
    pub(super) fn of(self, bound: usize) -> usize {
        (bound / WHOLE).saturating_mul(self.0)
    }

    /// What one of so many subjects of a run is given where there is one round.
    pub fn of_one_in(subjects: usize) -> Self {
        Effort((Rounds::OF_RUN / subjects.max(1)).clamp(LEAST, WHOLE))
    }

    /// What each of so many searches for one subject is given.
    #[must_use]
    pub fn for_each_of(self, searches: usize) -> Self {
        Effort((self.0 / searches.max(1)).max(LEAST / 2))
    }
}

/// What may be given to the subjects of one of several units, and what was.
#[derive(Clone, Copy, Debug)]
pub struct Rounds {
    effort: usize,
    left: usize,
}

impl Rounds {
    /// How much all subjects of a run may be given, those counted for which it was not enough.
    pub const OF_RUN: usize = 4 * WHOLE;

    /// The first round for so many subjects, which may be given so much together.
    pub fn of(subjects: usize, share: usize) -> Self {
        Rounds { effort: (share / 4 / subjects.max(1)).clamp(LEAST, FIRST), left: share }
    }

    /// What each subject is given in this round.
    pub fn effort(&self) -> Effort {
        Effort(self.effort)
    }

    /// How much may still be given.
    pub fn left(&self) -> usize {
        self.left
    }

    /// Does the further rounds: `short` says of how much of each the first one was not enough, and `again` is done for
    /// those, each by its position, with more.
    pub fn go_through<T: Send + Sync>(
        &mut self,
        all: &mut [T],
        short: impl Fn(&T) -> usize + Sync,
        again: impl Fn(usize, &mut T, Effort) + Sync,
    ) {
        while self.go_on(all.iter().map(&short).sum()) {
            let effort = self.effort();
            let each = all.par_iter_mut().enumerate().filter(|(_, it)| short(it) > 0);
            each.for_each(|(at, it)| again(at, it, effort));
        }
    }

    /// Goes on to the next round, for so many subjects for which this one was not enough; whether there is one.
    fn go_on(&mut self, short: usize) -> bool {
        self.left = self.left.saturating_sub(self.effort.saturating_mul(short));
        let Some(more) = self.left.checked_div(short) else { return false };
        let next = self.effort.saturating_mul(4).min(WHOLE).min(more);
        let goes_on = next >= self.effort.saturating_mul(2);
        if goes_on {
            self.effort = next;
        }
        goes_on
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each subject of a unit is given in each round, where none is ever enough.
    fn rounds(subjects: usize, units: usize) -> Vec<usize> {
        let mut rounds = Rounds::of(subjects, Rounds::OF_RUN / units);
        let mut given = vec![rounds.effort];
        while rounds.go_on(subjects) {
            given.push(rounds.effort);
        }
        given
    }

    #[test]
    fn one_subject_is_given_all_and_many_no_more_than_a_run_may_cost() {
        assert_eq!(rounds(1, 1), [64, 256, 1_024]);
        assert_eq!(rounds(4, 1), [64, 256, 704]);
        for (subjects, units) in [(20, 1), (1, 20), (100, 1), (10, 10)] {
            let given: usize = rounds(subjects, units).iter().sum();
            assert!(given * subjects * units <= Rounds::OF_RUN, "{subjects} in each of {units}: {given}");
        }
        assert_eq!(rounds(5_000, 1), [LEAST]);
        assert_eq!([0, 4, 64, 5_000].map(Effort::of_one_in), [WHOLE, WHOLE, 64, LEAST].map(Effort));
        assert!(!Rounds::of(7, Rounds::OF_RUN).go_on(0), "where all were given enough there is no other round");
    }
}
