//! The cells of a search: for each condition key, sets of values that make no difference to it.
//!
//! "Absent" is a cell of its own, for IAM gives it a meaning of its own. Of a key that may have several values at once,
//! a cell is a set of values: as many as there are conditions with a set operator, for each needs one value at most.

use std::collections::HashSet;

use super::bits::Bits;
use super::caller::{Caller, CallerKind};
use super::domain::{Base, Domain, Literal, MAX_CELLS};
use super::identity;
use super::keys::{self, Key, Kind, Presence, Way};
use super::pattern::TooMany;
use super::route::{Channel, Route};
use super::trust::Trust;
use crate::iam::{Action, Principal};
use crate::value::{Certainty, Text, Truth};

/// The cells of one key.
#[derive(Debug)]
pub(super) struct Table {
    /// The values of each cell; none where the key is absent, or undecided.
    pub(super) cells: Vec<Vec<Text>>,
    /// Of each condition, the cells in which it surely holds.
    pub(super) sure: Vec<Bits>,
    /// Of each condition, the cells in which it may hold.
    pub(super) may: Vec<Bits>,
    /// The cells that a caller whom the policy does not trust surely can be in.
    possible: Bits,
    /// Those in which such a caller may be.
    thinkable: Bits,
    /// The cell without the key.
    absent: Bits,
    /// The cells with a value that only anonymous callers have.
    reserved: Bits,
    key: Option<Key>,
    by_action: bool,
}

/// The cells that a caller can be in, whatever the action and the route.
#[derive(Clone, Debug)]
pub(super) struct Reach {
    cells: Bits,
    /// Whether the caller's requests always have the key.
    must: bool,
    /// Whether they never do.
    never: bool,
}

/// A set of values in the making.
struct Cell<'d> {
    values: Vec<&'d Base>,
    truths: Vec<Truth>,
    possible: Truth,
}

impl Table {
    /// The cells of a domain, where fixed values are left out by this trust.
    pub(super) fn new(domain: &Domain<'_>, trust: Option<Trust>) -> Result<Self, TooMany> {
        let cells = cells(domain, trust)?;
        let len = cells.len();
        let truth = |at: usize, literal: usize| cells.get(at).and_then(|cell| cell.truths.get(literal)).copied();
        let possible = |at: usize| cells.get(at).map_or(Truth::False, |cell| cell.possible);
        let undecided = domain.key.is_none();
        let reserved = keys::of_anonymous_only(&domain.name).map(Text::from);
        let has = |at: usize, text: &Text| cells.get(at).is_some_and(|cell| holds(&cell.values, text));
        Ok(Table {
            sure: (0..domain.literals.len()).map(|it| Bits::of(len, |at| truth(at, it) == Some(Truth::True))).collect(),
            may: (0..domain.literals.len()).map(|it| Bits::of(len, |at| truth(at, it) != Some(Truth::False))).collect(),
            possible: Bits::of(len, |at| possible(at) == Truth::True),
            thinkable: Bits::of(len, |at| possible(at) != Truth::False),
            absent: Bits::of(len, |at| !undecided && cells.get(at).is_some_and(|cell| cell.values.is_empty())),
            reserved: Bits::of(len, |at| reserved.as_ref().is_some_and(|text| has(at, text))),
            key: domain.key,
            by_action: domain.key.is_some_and(|key| key.by_action),
            cells: cells.iter().map(|cell| cell.values.iter().map(|base| base.text.clone()).collect()).collect(),
        })
    }

    /// How many cells there are.
    pub(super) fn len(&self) -> usize {
        self.cells.len()
    }

    fn with_value(&self, text: &Text) -> Bits {
        let has = |cell: &Vec<Text>| cell.iter().any(|value| value.same(text) == Truth::True);
        Bits::of(self.len(), |at| self.cells.get(at).is_some_and(has))
    }

    /// Whether a caller whom the policy does not trust surely can be in a cell.
    pub(super) fn is_possible(&self, cell: usize) -> bool {
        self.possible.has(cell)
    }

    /// The cells of a caller.
    pub(super) fn reach(&self, domain: &Domain<'_>, caller: &Caller) -> Reach {
        let all = Bits::all(self.len());
        let Some(key) = self.key else { return Reach { cells: all, must: false, never: false } };
        let mut reach =
            match (presence(&key, &domain.name, caller), caller.fixed.iter().find(|(name, _)| *name == domain.name)) {
                (_, Some((_, value))) => Reach { cells: self.with_value(value), must: true, never: false },
                (Presence::Is(value), None) => {
                    Reach { cells: self.with_value(&Text::from(value)), must: true, never: false }
                }
                (Presence::Always, None) => Reach { cells: all, must: true, never: false },
                (Presence::Never, None) => Reach { cells: all, must: false, never: true },
                (Presence::Maybe, None) => Reach { cells: all, must: false, never: false },
            };
        if !matches!(caller.kind, CallerKind::Anonymous) {
            reach.cells = reach.cells.without(&self.reserved);
        }
        let fits = |at: usize| {
            let values = self.cells.get(at).map_or(&[][..], Vec::as_slice);
            reach.cells.has(at) && identity::admits(caller, &domain.name, values)
        };
        reach.cells = Bits::of(self.len(), fits);
        if let Some(pinned) = domain.pinned {
            reach.cells = if pinned { reach.cells.without(&self.absent) } else { reach.cells.and(&self.absent) };
        }
        reach
    }

    /// The cells of a request, of those that its caller can be in: what is surely possible, or what may be.
    pub(super) fn reached(&self, name: &str, reach: &Reach, action: &Action, route: Route, wanted: Certainty) -> Bits {
        let (mut must, mut never) = (reach.must, reach.never);
        let Some(key) = self.key else { return reach.cells.clone() };
        match key.way {
            Way::Any => {}
            Way::Endpoint => (must, never) = (must || route.endpoint, never || !route.endpoint),
            Way::AccessPoint => (must, never) = (must || route.access_point, never || !route.access_point),
            Way::MaybeEndpoint => never = never || !route.endpoint,
            Way::Via => never = never || !route.via,
            Way::Tls | Way::Told | Way::Internet | Way::ToldEndpoint => {
                let there = match key.way {
                    Way::Tls => route.channel == Channel::Tls,
                    Way::Internet => route.channel != Channel::Redacted && !route.endpoint,
                    Way::ToldEndpoint => route.channel != Channel::Redacted && route.endpoint,
                    _ => route.channel != Channel::Redacted,
                };
                (must, never) = (must || there, never || !there);
            }
        }
        never = never || (self.by_action && !action.has_key(name));
        let mut cells = reach.cells.and(match wanted {
            Certainty::Sure => &self.possible,
            Certainty::Possible => &self.thinkable,
        });
        if never {
            return cells.and(&self.absent);
        }
        if must {
            cells = cells.without(&self.absent);
        }
        match name {
            keys::SECURE_TRANSPORT => {
                let secure = route.channel == Channel::Tls;
                cells.and(&self.with_value(&Text::from(if secure { "true" } else { "false" })))
            }
            keys::VIA_SERVICE => cells.and(&self.with_value(&Text::from(if route.via { "true" } else { "false" }))),
            keys::ORIGIN if !route.endpoint => cells.without(&self.with_value(&Text::from("VPC"))),
            _ => cells,
        }
    }
}

fn holds(values: &[&Base], text: &Text) -> bool {
    values.iter().any(|base| base.text.same(text) == Truth::True)
}

fn presence(key: &Key, name: &str, caller: &Caller) -> Presence {
    if let Some(presence) = identity::presence(caller, name) {
        return presence;
    }
    match &caller.kind {
        CallerKind::Anonymous => key.anonymous,
        CallerKind::Service | CallerKind::Named(Principal::Service(_)) => key.service,
        CallerKind::Stranger | CallerKind::Named(_) | CallerKind::OfAccount(_) => key.principal,
    }
}

fn cells<'d>(domain: &'d Domain<'_>, trust: Option<Trust>) -> Result<Vec<Cell<'d>>, TooMany> {
    let absent: Vec<_> = domain.literals.iter().map(Literal::absent).collect();
    let Some(key) = domain.key else {
        return Ok(vec![Cell {
            values: Vec::new(),
            truths: vec![Truth::Unknown; absent.len()],
            possible: Truth::True,
        }]);
    };
    let mut found = vec![Cell { values: Vec::new(), truths: absent, possible: Truth::True }];
    let single: Vec<_> = domain.bases.iter().map(|base| vec![base]).collect();
    let mut sets = single;
    let mut latest = 0..sets.len();
    for _ in 1..if key.kind == Kind::Texts { domain.at_once } else { 1 } {
        let mut larger = Vec::new();
        for set in sets.get(latest.clone()).unwrap_or_default() {
            let last = set.last().and_then(|last| domain.bases.iter().position(|base| std::ptr::eq(base, *last)));
            for base in domain.bases.iter().skip(last.map_or(0, |last| last + 1)) {
                larger.push(set.iter().copied().chain([base]).collect());
            }
            if sets.len() + larger.len() > MAX_CELLS {
                return Err(TooMany);
            }
        }
        latest = sets.len()..sets.len() + larger.len();
        sets.extend(larger);
    }
    let mut seen = HashSet::new();
    let reserved = keys::of_anonymous_only(&domain.name).map(Text::from);
    for values in sets {
        let cell = cell(domain, values, trust);
        let special = cell.values.iter().any(|base| base.special);
        // A value that only some callers have stands for itself alone, never for the class that it falls into.
        let reserved = reserved.as_ref().is_some_and(|text| holds(&cell.values, text));
        let truths = cell.truths.iter().chain([&cell.possible]).map(|truth| *truth as u8);
        let groups = cell.values.iter().map(|base| base.group);
        let signature: (Vec<u8>, Vec<usize>) = (truths.chain([u8::from(reserved)]).collect(), groups.collect());
        if seen.insert(signature) || special {
            found.push(cell);
        }
    }
    if found.len() > MAX_CELLS { Err(TooMany) } else { Ok(found) }
}

/// The cell of a set of values. An untrusted request has no value that the policy fixes: such a value counts as
/// unmatched even where holes keep its text from being known.
fn cell<'d>(domain: &Domain<'_>, values: Vec<&'d Base>, trust: Option<Trust>) -> Cell<'d> {
    let mut possible = Truth::True;
    let mut matches: Vec<Vec<Truth>> = values.iter().map(|base| base.matches.clone()).collect();
    if let Some(trust) = trust {
        for matches in &mut matches {
            for (matched, fixed) in matches.iter_mut().zip(domain.fixed(trust)) {
                match (*matched, fixed) {
                    (Truth::True, Truth::True) => possible = Truth::False,
                    (Truth::Unknown, Truth::True) => *matched = Truth::False,
                    (Truth::True | Truth::Unknown, Truth::Unknown) => possible = possible.and(Truth::Unknown),
                    _ => {}
                }
            }
        }
    }
    let matches: Vec<&[Truth]> = matches.iter().map(Vec::as_slice).collect();
    let truths = domain.literals.iter().map(|literal| literal.present(&matches, trust)).collect();
    Cell { values, truths, possible }
}
