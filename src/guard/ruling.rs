//! What a part of a rule may come to.
//!
//! Guard has three statuses, and a clause that cannot be asked of a value ends what it stands in. Where the document
//! decides less than all, more than one of the four is possible; what several parts come to is worked out for each
//! combination.

use std::sync::Arc;

use super::Status;
use super::tree::Conjunction;
use crate::source::Span;
use crate::value::Unknown;

/// The outcomes that are possible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Possible(u8);

/// One outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ending {
    Pass,
    Fail,
    Skip,
    /// The question cannot be asked of the value: whoever asserts it fails, and a condition is not answered.
    Error,
}

const ENDINGS: [Ending; 4] = [Ending::Pass, Ending::Fail, Ending::Skip, Ending::Error];

impl Ending {
    const fn bit(self) -> u8 {
        match self {
            Ending::Pass => 1,
            Ending::Fail => 2,
            Ending::Skip => 4,
            Ending::Error => 8,
        }
    }

    /// Of two lines that must both hold.
    fn and(self, other: Ending) -> Ending {
        let either = |ending| self == ending || other == ending;
        [Ending::Error, Ending::Fail, Ending::Pass].into_iter().find(|it| either(*it)).unwrap_or(Ending::Skip)
    }

    /// Of two alternatives, the second of which is asked only where the first says nothing final.
    fn or(self, other: Ending) -> Ending {
        match (self, other) {
            (Ending::Pass | Ending::Error, _) => self,
            (_, Ending::Pass | Ending::Error) => other,
            (Ending::Fail, _) | (_, Ending::Fail) => Ending::Fail,
            (Ending::Skip, Ending::Skip) => Ending::Skip,
        }
    }
}

impl Possible {
    pub(super) const NONE: Possible = Possible(0);
    pub(super) const ANY: Possible = Possible(7);

    pub(super) fn has(self, ending: Ending) -> bool {
        self.0 & ending.bit() != 0
    }

    #[must_use]
    pub(super) fn with(self, ending: Ending) -> Possible {
        Possible(self.0 | ending.bit())
    }

    #[must_use]
    pub(super) fn without(self, ending: Ending) -> Possible {
        Possible(self.0 & !ending.bit())
    }

    #[must_use]
    pub(super) fn with_all(self, others: Possible) -> Possible {
        Possible(self.0 | others.0)
    }

    pub(super) fn endings(self) -> impl Iterator<Item = Ending> {
        ENDINGS.into_iter().filter(move |ending| self.has(*ending))
    }

    /// The same for each outcome by itself.
    pub(super) fn map(self, change: impl Fn(Ending) -> Ending) -> Possible {
        self.endings().map(change).fold(Possible::NONE, Possible::with)
    }

    fn pairs(self, other: Possible, join: impl Fn(Ending, Ending) -> Ending) -> Possible {
        let each = self.endings().flat_map(|a| other.endings().map(move |b| (a, b)));
        each.fold(Possible::NONE, |all, (a, b)| all.with(join(a, b)))
    }

    /// The only outcome.
    pub(super) fn only(self) -> Option<Ending> {
        let mut endings = self.endings();
        endings.next().filter(|_| endings.next().is_none())
    }
}

impl From<Ending> for Possible {
    fn from(ending: Ending) -> Self {
        Possible(ending.bit())
    }
}

/// What a part of a rule may come to, with what that rests on.
#[derive(Clone, Debug)]
pub(super) struct Ruling<'d> {
    pub(super) can: Possible,
    /// The clauses that do not hold, where it may fail.
    pub(super) faults: Vec<Fault<'d>>,
    /// What keeps it open, where more than one outcome is possible, and why a question cannot be asked.
    pub(super) unknowns: Vec<Arc<Unknown>>,
}

/// A clause that does not hold. Most are forgotten, because an alternative holds or the clause is a condition: only
/// what is left at the end becomes a [`Failure`](super::Failure).
#[derive(Clone, Debug)]
pub(super) struct Fault<'d> {
    pub(super) selected: super::selected::Selected<'d>,
    pub(super) nearest: Option<Span>,
    pub(super) message: Option<&'d Arc<str>>,
    pub(super) line: usize,
}

impl<'d> Ruling<'d> {
    pub(super) fn new(
        can: impl Into<Possible>,
        faults: Vec<Fault<'d>>,
        unknowns: impl IntoIterator<Item = Arc<Unknown>>,
    ) -> Self {
        let can = can.into();
        let is_open = can.only().is_none_or(|only| only == Ending::Error);
        let unknowns = if is_open { unknowns.into_iter().collect() } else { Vec::new() };
        Ruling { can, faults: if can.has(Ending::Fail) { faults } else { Vec::new() }, unknowns }
    }

    pub(super) fn of(ending: Ending) -> Self {
        Ruling { can: ending.into(), faults: Vec::new(), unknowns: Vec::new() }
    }

    pub(super) fn fail(fault: Fault<'d>) -> Self {
        Ruling { faults: vec![fault], ..Ruling::of(Ending::Fail) }
    }

    /// It may hold or not.
    pub(super) fn open(unknown: &Arc<Unknown>) -> Self {
        Ruling::new(Possible::from(Ending::Pass).with(Ending::Fail), Vec::new(), [Arc::clone(unknown)])
    }

    /// Lines that must all hold; one that is skipped says nothing.
    pub(super) fn and(self, other: Ruling<'d>) -> Self {
        if self.says_nothing() { other } else { self.joined(other, Ending::and) }
    }

    /// Alternatives.
    pub(super) fn or(self, other: Ruling<'d>) -> Self {
        if self.says_nothing() { other } else { self.joined(other, Ending::or) }
    }

    /// The first that was not skipped.
    pub(super) fn or_where_skipped(self, other: Ruling<'d>) -> Self {
        self.joined(other, |a, b| if a == Ending::Skip { b } else { a })
    }

    /// Whether it says nothing: what is joined with it stays what it is.
    fn says_nothing(&self) -> bool {
        self.can == Possible::from(Ending::Skip)
    }

    fn joined(mut self, other: Ruling<'d>, join: impl Fn(Ending, Ending) -> Ending) -> Self {
        let can = self.can.pairs(other.can, join);
        self.faults.extend(other.faults);
        self.unknowns.extend(other.unknowns);
        Ruling::new(can, self.faults, self.unknowns)
    }

    /// The same where it may also come to something else.
    pub(super) fn may_also(mut self, can: Possible, because: impl IntoIterator<Item = Arc<Unknown>>) -> Self {
        self.unknowns.extend(because);
        Ruling::new(self.can.with_all(can), self.faults, self.unknowns)
    }

    /// Each of several, of which all or one must hold.
    pub(super) fn each(rulings: impl Iterator<Item = Ruling<'d>>, all: bool) -> Self {
        if all {
            return rulings.fold(Ruling::of(Ending::Skip), Ruling::and);
        }
        // Unlike alternatives, every one is asked, and an error is one of each of them.
        let mut joined = Ruling::of(Ending::Skip);
        for ruling in rulings {
            joined = joined.joined(ruling, |a, b| if b == Ending::Error { b } else { a.or(b) });
        }
        joined
    }

    /// The status, once all is told.
    pub(super) fn status(&self) -> Status {
        match self.can.only() {
            Some(Ending::Pass) => Status::Pass,
            Some(Ending::Fail) => Status::Fail,
            Some(Ending::Skip) => Status::Skip,
            // It holds where it counts.
            None if !self.can.has(Ending::Fail) && !self.can.has(Ending::Error) => Status::Pass,
            Some(Ending::Error) | None => Status::Unknown,
        }
    }
}

/// Lines, each of alternatives.
pub(super) fn conjunction<'d>(
    lines: &'d Conjunction,
    clause: impl Fn(&'d super::tree::Clause) -> Ruling<'d>,
) -> Ruling<'d> {
    let mut all = Ruling::of(Ending::Skip);
    for line in lines {
        let mut any = Ruling::of(Ending::Skip);
        for alternative in line {
            any = any.or(clause(alternative));
            if matches!(any.can.only(), Some(Ending::Pass | Ending::Error)) {
                break;
            }
        }
        all = all.and(any);
        if all.can.only() == Some(Ending::Error) {
            break;
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What each of all outcomes of two parts comes to, and what both come to where either is open.
    #[test]
    fn what_is_open_comes_to_what_each_answer_comes_to() {
        let sets = (1..16).map(Possible);
        for (a, b) in sets.clone().flat_map(|a| sets.clone().map(move |b| (a, b))) {
            for join in [Ending::and, Ending::or] {
                let joined = a.pairs(b, join);
                for ending in ENDINGS {
                    let is_reached = a.endings().any(|one| b.endings().any(|other| join(one, other) == ending));
                    assert_eq!(joined.has(ending), is_reached, "{a:?} {b:?}");
                }
            }
        }
    }

    #[test]
    fn lines_and_alternatives_are_the_crates() {
        use Ending::{Error, Fail, Pass, Skip};
        let all =
            [(Pass, Fail, Fail, Pass), (Pass, Skip, Pass, Pass), (Fail, Skip, Fail, Fail), (Skip, Skip, Skip, Skip)];
        for (a, b, and, or) in all {
            assert_eq!((a.and(b), b.and(a), a.or(b), b.or(a)), (and, and, or, or));
        }
        for ending in ENDINGS {
            assert_eq!((Skip.and(ending), Skip.or(ending)), (ending, ending));
        }
        assert_eq!((Fail.and(Error), Error.or(Pass), Pass.or(Error), Fail.or(Error)), (Error, Error, Pass, Error));
    }
}
