//! Guard's comparisons over values that may not be known, as the crate makes them: which values of one side are held
//! against which of the other depends on the operator, and on whether a side is one literal.

use std::cmp::Ordering;
use std::sync::Arc;

use super::equal::{Thing, alike, equal, is_part, order};
use super::selected::{Found, Selected};
use super::tree::{Literal, Operator};
use crate::value::{Decided, Kind, Members, Truth, Unknown, Unknowns, Value};

/// What came of one comparison.
#[derive(Clone, Debug)]
pub(super) struct Answer {
    /// The value that it is about, by its index on the left side.
    pub(super) about: usize,
    pub(super) decided: Decided,
    /// Why it may not be made at all.
    pub(super) doubts: Vec<Arc<Unknown>>,
}

/// How many pairs of values two sides make, at most.
pub(super) fn pairs(left: &[Selected<'_>], right: &[Selected<'_>]) -> usize {
    let size = |side: &[Selected<'_>]| {
        let items = side.iter().map(|one| match Thing::found(one.found).and_then(Thing::items) {
            Some(items) => items.items.len().max(1),
            None => 1,
        });
        items.fold(0, usize::saturating_add)
    };
    size(left).saturating_mul(size(right))
}

/// Whether something that was found is empty, or `None` where it is of a kind that has no emptiness.
pub(super) fn is_empty(found: Found<'_>) -> Option<Decided> {
    Some(match found {
        Found::Missing => Decided::True,
        Found::Unknown(unknown) => Decided::open(unknown),
        Found::Literal(literal) | Found::Part(literal) => match literal {
            Literal::List(items) => items.is_empty(),
            Literal::Map(entries) => entries.is_empty(),
            Literal::String(text) => text.is_empty(),
            _ => return None,
        }
        .into(),
        Found::Value(value) => match &value.kind {
            Kind::List(_) | Kind::Set(_) => {
                let Members { items, rest } = value.members()?;
                are_none(value, &items.iter().collect::<Vec<_>>(), rest)
            }
            Kind::Map(map) => {
                let set: Vec<_> = map.values().filter(|value| !value.is_null()).collect();
                are_none(value, &set, map.rest.as_ref())
            }
            Kind::String(_) | Kind::Json(_) => equal(value.into(), Thing::Literal(&Literal::String("".into())))?,
            _ => return None,
        },
        Found::Error(_) => return None,
    })
}

/// Whether a collection of these parts is empty, each of which may be set on an open condition only.
fn are_none(of: &Value, parts: &[&Value], rest: Option<&Arc<Unknown>>) -> Decided {
    let maybe: Vec<_> = parts.iter().filter_map(|part| part.may_be_unset()).collect();
    match maybe.len() < parts.len() {
        true => Decided::False,
        false if maybe.is_empty() && rest.is_none() => Decided::True,
        false => {
            let because = || Unknown::new(of.kind_name(), of.span(), "may be empty");
            Decided::of(Truth::Unknown, maybe.into_iter().chain(rest).cloned(), because)
        }
    }
}

/// Whether something that was found exists.
pub(super) fn exists(found: Found<'_>) -> Decided {
    match found {
        Found::Missing => Decided::False,
        // What stands for entries of a map or items of a list is no text.
        Found::Unknown(unknown) if unknown.nature.is_set && unknown.nature.is_primitive => Decided::True,
        Found::Unknown(unknown) => Decided::open(unknown),
        Found::Value(_) | Found::Literal(_) | Found::Part(_) | Found::Error(_) => Decided::True,
    }
}

/// Whether something that was found is of a type. What is missing is of none.
pub(super) fn is_of_type(found: Found<'_>, operator: Operator) -> Decided {
    let thing = match Thing::found(found) {
        Some(Thing::Unknown(unknown)) => return Decided::open(unknown),
        Some(thing) => thing,
        None => return Decided::False,
    };
    let number = match thing {
        Thing::Value(Value { kind: Kind::Number(number), .. }) | Thing::Literal(Literal::Number(number)) => {
            Some(number)
        }
        _ => None,
    };
    let is_whole = number.is_some_and(|number| number.double().fract() == 0.0);
    Decided::from(match operator {
        Operator::IsString => thing.text().is_some(),
        Operator::IsList => thing.is_list(),
        Operator::IsMap => thing.is_map(),
        Operator::IsBool => {
            matches!(thing, Thing::Value(Value { kind: Kind::Bool(_), .. }) | Thing::Literal(Literal::Bool(_)))
        }
        Operator::IsNull => {
            matches!(thing, Thing::Value(Value { kind: Kind::Null, .. }) | Thing::Literal(Literal::Null))
        }
        Operator::IsInt => is_whole,
        Operator::IsFloat => number.is_some() && !is_whole,
        _ => false,
    })
}

/// Whether a value of a filter on keys is kept: of several values on the right, equality asks for one of them.
pub(super) fn key_is(key: Thing<'_>, operator: Operator, negated: bool, right: &[Selected<'_>]) -> Decided {
    let holds = |other: Thing<'_>| {
        let answer = if right.len() > 1 || operator == Operator::In { key_in(key, other) } else { equal(key, other) };
        answer.map_or(Decided::False, |answer| answer.negated_if(negated))
    };
    Decided::any(right.iter().filter_map(|one| single(one.found, operator)).map(holds))
}

/// What a key is held against: a literal list of one is that one.
fn single(found: Found<'_>, operator: Operator) -> Option<Thing<'_>> {
    match found {
        Found::Literal(Literal::List(items)) if operator == Operator::Eq => match items.as_slice() {
            [only] => Some(Thing::Literal(only)),
            _ => Thing::found(found),
        },
        found => Thing::found(found),
    }
}

fn key_in(key: Thing<'_>, other: Thing<'_>) -> Option<Decided> {
    match (key.text(), other.text(), other.items()) {
        (Some(_), Some(_), _) => is_part(key, other),
        (_, _, Some(items)) => {
            let each: Option<Vec<_>> = items.items.iter().map(|item| equal(key, *item)).collect();
            Some(Decided::any(each?.into_iter().chain(items.rest.map(Decided::open))))
        }
        _ => equal(key, other),
    }
}

/// Every comparison of an operator with two sides. What is missing, and what cannot be compared, fails whether the
/// operator is negated or not.
pub(super) fn compare<'s>(
    left: &'s [Selected<'s>],
    (operator, negated): (Operator, bool),
    right: &'s [Selected<'s>],
    all: bool,
) -> Vec<Answer> {
    let sides = Sides::of(left, right, negated);
    let mut answers = sides.missing(!matches!(operator, Operator::Eq | Operator::In));
    match operator {
        Operator::Eq => sides.equal(&mut answers),
        Operator::In => sides.membership(all, &mut answers),
        Operator::Gt => sides.order(Ordering::is_gt, &mut answers),
        Operator::Ge => sides.order(Ordering::is_ge, &mut answers),
        Operator::Lt => sides.order(Ordering::is_lt, &mut answers),
        Operator::Le => sides.order(Ordering::is_le, &mut answers),
        _ => {}
    }
    answers
}

/// A value of a side, with where it stands on the left, and why it may not be there.
#[derive(Clone, Copy, Debug)]
struct One<'s> {
    thing: Thing<'s>,
    about: usize,
    doubts: &'s [Arc<Unknown>],
}

struct Sides<'s> {
    all: [&'s [Selected<'s>]; 2],
    left: Vec<One<'s>>,
    right: Vec<One<'s>>,
    /// The literal that a side is.
    literals: [Option<Thing<'s>>; 2],
    negated: bool,
}

/// What is there of a side.
fn present<'s>(side: &'s [Selected<'s>]) -> Vec<One<'s>> {
    let one = |(about, it): (usize, &'s Selected<'s>)| {
        Some(One { thing: Thing::found(it.found)?, about, doubts: it.doubts.as_slice() })
    };
    side.iter().enumerate().filter_map(one).collect()
}

impl<'s> Sides<'s> {
    fn of(left: &'s [Selected<'s>], right: &'s [Selected<'s>], negated: bool) -> Self {
        let literal = |side: &'s [Selected<'s>]| match side {
            [Selected { found: Found::Literal(literal), .. }] => Some(Thing::Literal(literal)),
            _ => None,
        };
        let literals = [literal(left), literal(right)];
        Sides { all: [left, right], left: present(left), right: present(right), literals, negated }
    }

    /// What is missing on the left fails; what is missing on the right fails for each value on the left, or for each
    /// item of its lists.
    fn missing(&self, of_items: bool) -> Vec<Answer> {
        let [left, right] = self.all;
        let is_missing = |one: &Selected<'_>| matches!(one.found, Found::Missing);
        let fail = |about, doubts| Answer { about, decided: Decided::False, doubts };
        let lost = left.iter().enumerate().filter(|(_, one)| is_missing(one));
        let mut answers: Vec<_> = lost.map(|(about, one)| fail(about, one.doubts.clone())).collect();
        for gone in right.iter().filter(|one| is_missing(one)) {
            let left = self.left.iter().filter(|one| !(of_items && one.thing.items().is_some_and(|it| it.is_none())));
            answers.extend(left.map(|one| fail(one.about, [one.doubts, &gone.doubts].concat())));
        }
        answers
    }

    /// Adds an answer; `None` is one that nothing can make hold.
    fn add(&self, answers: &mut Vec<Answer>, decided: Option<Decided>, one: One<'_>, other: &[Arc<Unknown>]) {
        let decided = decided.map_or(Decided::False, |answer| answer.negated_if(self.negated));
        answers.push(Answer { about: one.about, decided, doubts: [one.doubts, other].concat() });
    }

    /// Adds an answer for each item of a list, and an open one for those that are not known.
    fn each(
        &self,
        answers: &mut Vec<Answer>,
        list: Thing<'_>,
        (one, other): (One<'_>, &[Arc<Unknown>]),
        answer: impl Fn(Thing<'_>) -> Option<Decided>,
    ) -> bool {
        let Some(items) = list.items() else { return false };
        items.items.iter().for_each(|item| self.add(answers, answer(*item), one, other));
        if let Some(rest) = items.rest {
            let doubts = [other, &[Arc::clone(rest)]].concat();
            self.add(answers, Some(Decided::open(rest)), one, &doubts);
        }
        true
    }

    fn equal(&self, answers: &mut Vec<Answer>) {
        match self.literals {
            [Some(one), Some(other)] => {
                self.left.iter().for_each(|it| self.add(answers, equal(one, other), *it, &[]));
            }
            [Some(one), None] => {
                for (it, other) in self.left.iter().flat_map(|it| self.right.iter().map(move |other| (it, other))) {
                    let is_list = one.is_list();
                    if is_list || !self.each(answers, other.thing, (*it, other.doubts), |item| equal(one, item)) {
                        self.add(answers, equal(one, other.thing), *it, other.doubts);
                    }
                }
            }
            [None, Some(other)] => self.left.iter().for_each(|it| match other.items() {
                Some(items) => {
                    let is_scalar = !it.thing.is_list() && !it.thing.is_map();
                    let single = items.items.first().filter(|_| is_scalar && items.items.len() == 1);
                    self.add(answers, equal(it.thing, single.copied().unwrap_or(other)), *it, &[]);
                }
                None => {
                    if !self.each(answers, it.thing, (*it, &[]), |item| equal(item, other)) {
                        self.add(answers, equal(it.thing, other), *it, &[]);
                    }
                }
            }),
            [None, None] => self.same_values(answers),
        }
    }

    /// Two queries: every value of the longer side is one of the other side; negated, none is.
    fn same_values(&self, answers: &mut Vec<Answer>) {
        let (more, fewer) = match self.left.len() > self.right.len() {
            true => (&self.left, &self.right),
            false => (&self.right, &self.left),
        };
        let is_there = |one: &One<'_>| Decided::any(fewer.iter().map(|other| alike(other.thing, one.thing)));
        let decided = Decided::all(more.iter().map(|one| is_there(one).negated_if(self.negated)));
        let doubts = self.left.iter().chain(&self.right).flat_map(|one| one.doubts).cloned();
        self.add_group(answers, Unknowns::of(doubts).map_or(decided, Decided::Open));
    }

    /// Adds what was decided of all values on the left together.
    fn add_group(&self, answers: &mut Vec<Answer>, decided: Decided) {
        let Some(first) = self.left.first() else { return };
        let is_certain = self.left.iter().any(|one| one.doubts.is_empty());
        let doubts = self.left.iter().filter(|_| !is_certain).flat_map(|one| one.doubts).cloned().collect();
        answers.push(Answer { about: first.about, decided, doubts });
    }

    fn membership(&self, all: bool, answers: &mut Vec<Answer>) {
        match self.literals {
            [Some(one), Some(other)] => self.left.iter().for_each(|it| match is_part(one, other) {
                Some(Decided::True) => self.add(answers, Some(Decided::True), *it, &[]),
                _ => self.add_final(answers, contained(one, other, self.negated), *it, &[]),
            }),
            [Some(one), None] => self.literal_in(one, answers),
            [None, Some(other)] => self.left.iter().for_each(|it| {
                if other.text().is_none() {
                    self.add_final(answers, contained(it.thing, other, self.negated), *it, &[]);
                } else if !self.each(answers, it.thing, (*it, &[]), |item| is_part(item, other)) {
                    self.add(answers, is_part(it.thing, other), *it, &[]);
                }
            }),
            [None, None] => self.values_in_values(all, answers),
        }
    }

    /// One literal in what a query selects: in each list, or as one of the values.
    fn literal_in(&self, one: Thing<'_>, answers: &mut Vec<Answer>) {
        let Some(it) = self.left.first() else { return };
        match one.items() {
            Some(items) if self.right.iter().all(|other| !other.thing.is_list()) => {
                let is_there = |item: &Thing<'_>| self.is_one_of(*item).negated_if(self.negated);
                let decided = Decided::all(items.items.iter().map(is_there));
                // Negated, a list without items is in everything.
                let decided = if self.negated && items.items.is_empty() { Decided::False } else { decided };
                self.add_final(answers, Some(decided), *it, &[]);
            }
            _ => self.right.iter().for_each(|other| {
                self.add_final(answers, contained(one, other.thing, self.negated), *it, other.doubts);
            }),
        }
    }

    /// Whether something is one of the values on the right.
    fn is_one_of(&self, thing: Thing<'_>) -> Decided {
        Decided::any(self.right.iter().map(|other| surely(alike(thing, other.thing), other.doubts)))
    }

    fn values_in_values(&self, all: bool, answers: &mut Vec<Answer>) {
        let is_in = |one: &One<'_>| {
            let each = self
                .right
                .iter()
                .map(|other| surely(contained(one.thing, other.thing, false).unwrap_or(Decided::False), other.doubts));
            Decided::any(each).negated_if(self.negated)
        };
        if all {
            self.left.iter().for_each(|one| self.add_final(answers, Some(is_in(one)), *one, &[]));
        } else {
            // What may not be there does no harm then.
            let harmless = |one: &One<'_>| match (is_in(one), Unknowns::of(one.doubts.iter().cloned())) {
                (Decided::True, _) => Decided::True,
                (decided, None) => decided,
                (_, Some(doubts)) => Decided::Open(doubts),
            };
            self.add_group(answers, Decided::all(self.left.iter().map(harmless)));
        }
    }

    /// Adds an answer that is negated already.
    fn add_final(&self, answers: &mut Vec<Answer>, decided: Option<Decided>, one: One<'_>, other: &[Arc<Unknown>]) {
        let decided = decided.unwrap_or(Decided::False);
        answers.push(Answer { about: one.about, decided, doubts: [one.doubts, other].concat() });
    }

    /// Each item on the left with each on the right.
    fn order(&self, holds: fn(Ordering) -> bool, answers: &mut Vec<Answer>) {
        for (one, other) in self.left.iter().flat_map(|one| self.right.iter().map(move |other| (one, other))) {
            let mut with = |item: Thing<'_>| {
                let found = |right: Thing<'_>| order(item, right, holds);
                if !self.each(answers, other.thing, (*one, other.doubts), found) {
                    self.add(answers, found(other.thing), *one, other.doubts);
                }
            };
            match one.thing.items() {
                Some(items) => {
                    items.items.iter().copied().for_each(&mut with);
                    items.rest.map(Thing::Unknown).into_iter().for_each(with);
                }
                None => with(one.thing),
            }
        }
    }
}

/// A decision about something that may not be there: it does not hold surely.
fn surely(decided: Decided, doubts: &[Arc<Unknown>]) -> Decided {
    match (decided, Unknowns::of(doubts.iter().cloned())) {
        (Decided::False, _) => Decided::False,
        (decided, None) => decided,
        (_, Some(doubts)) => Decided::Open(doubts),
    }
}

/// Whether one thing is in another, or is not; `None` where they cannot be compared. Of a list, all items are in a
/// list, or none is, unless that is a list of lists.
fn contained(one: Thing<'_>, other: Thing<'_>, negated: bool) -> Option<Decided> {
    let Some(list) = other.items() else {
        return match (one.items(), other) {
            (Some(_), Thing::Unknown(unknown)) => Some(Decided::open(unknown)),
            (Some(_), _) => None,
            (None, _) => Some(equal(one, other)?.negated_if(negated)),
        };
    };
    let is_one = |thing: Thing<'_>| {
        Decided::any(list.items.iter().map(|item| alike(*item, thing)).chain(list.rest.map(Decided::open)))
    };
    let Some(items) = one.items() else { return Some(is_one(one).negated_if(negated)) };
    let is_empty = match (items.items.is_empty(), items.rest) {
        (true, Some(rest)) => Decided::open(rest),
        (is_empty, _) => is_empty.into(),
    };
    if list.items.first().is_some_and(|first| first.is_list()) {
        let is_there = is_one(one);
        return Some(if negated { (!is_there).and(is_empty) } else { is_there });
    }
    let rest = items.rest.map(Thing::Unknown);
    let each = items.items.iter().copied().chain(rest).map(|item| is_one(item).negated_if(negated));
    let all = Decided::all(each);
    Some(if negated { all.and(!is_empty) } else { all })
}
