//! What the evaluation of a unit may cost: steps of work, and instances of resources.
//!
//! A few lines can ask for exponentially large values, and a thousand folders for a thousand of them. So the cost is
//! bounded by the size of what is read: each unit has a share of what the run may cost, and more for each of its bytes.
//! Shares are told by how many units there are and never by who was quicker, so that the same input gives the same
//! answer.

use std::cell::Cell;

use crate::value::{Kind, Piece, Text, Value};

/// How many steps of work one unit may take; copying a value counts as many as it has parts.
const MAX_STEPS: usize = 1_000_000;

/// How many steps all units of a run share.
const MAX_STEPS_OF_RUN: usize = 2_000_000;

/// How many steps more a unit may take for each byte that is read for it.
const STEPS_OF_BYTE: usize = 5;

/// How many instances of resources, modules and nested stacks the units of a run share.
const MAX_INSTANCES: usize = 10_000;

/// How many worlds the resources of one unit share, those counted once for each resource that is judged in them.
const MAX_WORLDS: usize = 8_000;

/// How many worlds all units of a run share.
const MAX_WORLDS_OF_RUN: usize = 20_000;

/// How many bytes of a unit stand for an instance more.
const BYTES_OF_INSTANCE: usize = 25;

/// The square of how many letters a number has that is computed in one step.
const LETTERS_OF_NUMBER: usize = 256;

/// What a unit may cost, whatever its size.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Allowance {
    steps: usize,
    instances: usize,
    worlds: usize,
    effort: usize,
}

impl Allowance {
    /// The share of one of so many units, which are to be decided with so much effort in all.
    pub fn of_one_in(units: usize, effort: usize) -> Self {
        let units = units.max(1);
        Allowance {
            steps: (MAX_STEPS_OF_RUN / units).min(MAX_STEPS),
            instances: MAX_INSTANCES / units,
            worlds: (MAX_WORLDS_OF_RUN / units).min(MAX_WORLDS),
            effort: effort / units,
        }
    }

    /// With how much effort the resources of a unit may be decided, all together.
    pub fn effort(self) -> usize {
        self.effort
    }

    /// In how many worlds the resources of a unit may be judged, counted for each of them.
    pub fn worlds(self) -> usize {
        self.worlds
    }

    /// What each of those for which it was not enough may cost when what the others left is shared out among them;
    /// `None` where that is no more.
    pub fn again(self, costs: &[Cost]) -> Option<Self> {
        let short = costs.iter().filter(|cost| cost.is_short).count();
        let left = |share: usize, spent: &dyn Fn(&Cost) -> usize| -> usize {
            costs.iter().filter(|cost| !cost.is_short).map(|cost| share.saturating_sub(spent(cost))).sum()
        };
        let steps = left(self.steps, &|cost| cost.steps).checked_div(short)?;
        let instances = left(self.instances, &|cost| cost.instances).checked_div(short)?;
        let effort = left(self.effort, &|cost| cost.effort).checked_div(short)?;
        let more = Allowance {
            steps: self.steps.saturating_add(steps).min(MAX_STEPS),
            instances: self.instances.saturating_add(instances),
            worlds: self.worlds,
            effort: self.effort.saturating_add(effort),
        };
        let is_worth_it = |more: usize, before: usize| more > before.saturating_mul(2);
        (is_worth_it(more.steps, self.steps)
            || is_worth_it(more.instances, self.instances)
            || is_worth_it(more.effort, self.effort))
        .then_some(more)
    }
}

/// What a unit cost beyond what its size allows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cost {
    steps: usize,
    instances: usize,
    effort: usize,
    /// Whether it met a bound that a larger share might have kept it from.
    is_short: bool,
}

impl Cost {
    /// The same with the effort of deciding what the unit says, and whether more might have decided more.
    #[must_use]
    pub fn with_effort(self, effort: usize, is_short: bool) -> Self {
        Cost { effort, is_short: self.is_short || is_short, ..self }
    }

    /// Whether it met a bound that a larger share might have kept it from.
    pub fn is_short(self) -> bool {
        self.is_short
    }
}

/// What is left of what one unit may cost.
#[derive(Debug)]
pub(crate) struct Budget {
    steps: Cell<usize>,
    instances: Cell<usize>,
    /// What the size of the unit allows.
    own: Cell<Allowance>,
    share: Allowance,
    /// Where the work on one part of the unit ends.
    ceiling: Cell<Option<usize>>,
    is_short: Cell<bool>,
}

impl Budget {
    pub(crate) fn new(share: Allowance) -> Self {
        Budget {
            steps: Cell::default(),
            instances: Cell::default(),
            own: Cell::default(),
            share,
            ceiling: Cell::default(),
            is_short: Cell::default(),
        }
    }

    /// Counts bytes that are read for the unit.
    pub(crate) fn grow(&self, bytes: usize) {
        let Allowance { steps, instances, .. } = self.own.get();
        let steps = steps.saturating_add(bytes.saturating_mul(STEPS_OF_BYTE));
        let instances = instances.saturating_add(bytes / BYTES_OF_INSTANCE);
        self.own.set(Allowance { steps, instances, ..Allowance::default() });
    }

    /// How many bytes are read for the unit.
    pub(crate) fn bytes(&self) -> usize {
        self.own.get().steps / STEPS_OF_BYTE
    }

    /// How many steps the unit may take.
    pub(crate) fn max_steps(&self) -> usize {
        self.share.steps.saturating_add(self.own.get().steps)
    }

    /// How many instances the unit may have.
    pub(crate) fn max_instances(&self) -> usize {
        self.share.instances.saturating_add(self.own.get().instances)
    }

    fn bound(&self) -> usize {
        self.ceiling.get().unwrap_or(usize::MAX).min(self.max_steps())
    }

    /// Whether there is so much work left; it counts as done.
    pub(crate) fn spend(&self, steps: usize) -> bool {
        let total = self.steps.get().saturating_add(steps);
        self.steps.set(total);
        let is_left = total <= self.bound();
        if !is_left {
            self.is_short.set(true);
        }
        is_left
    }

    /// Whether there is work left to handle a value that nests no deeper than so many levels.
    pub(crate) fn charge(&self, value: &Value, levels: usize) -> bool {
        weight(value, levels).is_some_and(|weight| self.spend(weight))
    }

    /// Whether no work is left, so that whoever goes on only makes unknowns.
    pub(crate) fn is_spent(&self) -> bool {
        self.steps.get() > self.bound()
    }

    /// Whether half of the work is done.
    pub(crate) fn is_half_spent(&self) -> bool {
        self.steps.get() > self.bound() / 2
    }

    /// Does one part of the work of a unit, for which it may take half of what is left: what asks for too much keeps
    /// the others from nothing.
    pub(crate) fn part<T>(&self, work: impl FnOnce() -> T) -> T {
        let start = self.steps.get();
        let bound = self.bound();
        let before = self.ceiling.replace(Some(start.saturating_add(bound.saturating_sub(start) / 2)));
        let done = work();
        self.ceiling.set(before);
        // What was asked for past the bound was not done.
        self.steps.set(self.steps.get().min(bound));
        done
    }

    /// Takes up to so many instances of those that are left, and says how many.
    pub(crate) fn take_instances(&self, wanted: usize) -> usize {
        let taken = wanted.min(self.max_instances().saturating_sub(self.instances.get()));
        self.instances.set(self.instances.get() + taken);
        if taken < wanted {
            self.is_short.set(true);
        }
        taken
    }

    /// Whether an instance is left; where none is, one was wanted.
    pub(crate) fn has_instances(&self) -> bool {
        let are_left = self.instances.get() < self.max_instances();
        if !are_left {
            self.is_short.set(true);
        }
        are_left
    }

    /// What the unit cost beyond what its size allows.
    pub(crate) fn cost(&self) -> Cost {
        let own = self.own.get();
        Cost {
            steps: self.steps.get().saturating_sub(own.steps),
            instances: self.instances.get().saturating_sub(own.instances),
            effort: 0,
            is_short: self.is_short.get(),
        }
    }
}

/// How many parts a value has; `None` where it is nested too deep.
pub(crate) fn weight(value: &Value, levels: usize) -> Option<usize> {
    let levels = levels.checked_sub(1)?;
    let sum = |mut parts: &mut dyn Iterator<Item = &Value>| {
        (&mut parts).try_fold(1_usize, |sum, part| Some(sum.saturating_add(weight(part, levels)?)))
    };
    match &value.kind {
        Kind::Null | Kind::Bool(_) | Kind::Unknown(_) => Some(1),
        // Digits are computed one against the other.
        Kind::Number(number) => Some(1 + number.letters().saturating_pow(2) / LETTERS_OF_NUMBER),
        Kind::String(text) => Some(1 + known_len(text) / 16),
        Kind::Json(inner) => weight(inner, levels),
        Kind::List(list) => sum(&mut list.items.iter()),
        Kind::Set(set) => {
            // Items that are not known are held against each other.
            let is_open = set.items().iter().any(|item| item.first_unknown().is_some());
            let pairs = if is_open { set.items().len().saturating_pow(2) } else { 0 };
            Some(sum(&mut set.items().iter())?.saturating_add(pairs))
        }
        Kind::Map(map) => sum(&mut map.values()),
        Kind::Choice(choice) => sum(&mut [&choice.when_true, &choice.when_false].into_iter()),
    }
}

/// How many letters of a text are known, holes counting as a few.
pub(crate) fn known_len(text: &Text) -> usize {
    text.pieces().iter().map(|piece| if let Piece::Known(known) = piece { known.len() } else { 16 }).sum()
}
