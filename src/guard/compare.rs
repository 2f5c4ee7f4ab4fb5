//! Guard's comparisons over values that may not be known.

use std::sync::Arc;

use super::query::{Found, Selected};
use super::tree::{Literal, Operator};
use crate::value::{Kind, Members, Text, Truth, Unknown, Value};

/// The answer to a comparison and, where it is [`Truth::Unknown`], what it depends on.
pub(super) struct Answer {
    pub(super) truth: Truth,
    pub(super) unknowns: Vec<Arc<Unknown>>,
}

impl Answer {
    fn decided(truth: impl Into<Truth>) -> Self {
        Answer { truth: truth.into(), unknowns: Vec::new() }
    }

    fn unknown<'u>(unknowns: impl IntoIterator<Item = &'u Arc<Unknown>>) -> Self {
        Answer { truth: Truth::Unknown, unknowns: unknowns.into_iter().cloned().collect() }
    }

    fn negated(self, negated: bool) -> Self {
        if negated { Answer { truth: !self.truth, ..self } } else { self }
    }
}

/// A test that needs no second value. What is missing is empty and does not exist.
pub(super) fn test(selected: &Selected<'_>, operator: Operator, negated: bool) -> Answer {
    let truth = match &selected.found {
        Found::Unknown(unknown) => return Answer::unknown([*unknown]),
        Found::Missing => match operator {
            Operator::Exists => Truth::from(negated),
            Operator::Empty => Truth::from(!negated),
            // What is missing is of no type, and not of another type either.
            _ => Truth::False,
        },
        Found::Literal(literal) => Truth::from(literal_is(literal, operator)).negate_if(negated),
        Found::Value(value) => return value_is(value, operator).negated(negated),
    };
    Answer::decided(truth)
}

trait NegateIf {
    fn negate_if(self, negated: bool) -> Self;
}

impl NegateIf for Truth {
    fn negate_if(self, negated: bool) -> Self {
        if negated { !self } else { self }
    }
}

fn literal_is(literal: &Literal, operator: Operator) -> bool {
    match operator {
        Operator::Exists => true,
        Operator::Empty => match literal {
            Literal::List(items) => items.is_empty(),
            Literal::String(text) => text.is_empty(),
            _ => false,
        },
        Operator::IsString => matches!(literal, Literal::String(_)),
        Operator::IsList => matches!(literal, Literal::List(_)),
        Operator::IsBool => matches!(literal, Literal::Bool(_)),
        Operator::IsNull => matches!(literal, Literal::Null),
        Operator::IsInt => matches!(literal, Literal::Number(number) if number.fract() == 0.0),
        Operator::IsFloat => matches!(literal, Literal::Number(number) if number.fract() != 0.0),
        _ => false,
    }
}

fn value_is(value: &Value, operator: Operator) -> Answer {
    let is = match (&value.kind, operator) {
        (_, Operator::Exists) => true,
        (Kind::List(_) | Kind::Set(_), Operator::Empty) => {
            let Some(Members { items, rest }) = value.members() else { return Answer::decided(false) };
            return is_empty(&items.iter().collect::<Vec<_>>(), rest);
        }
        (Kind::Map(map), Operator::Empty) => {
            let set: Vec<_> = map.values().filter(|value| !value.is_null()).collect();
            return is_empty(&set, map.rest.as_ref());
        }
        (Kind::String(text), Operator::Empty) => return text_is(text, &Text::default()),
        (Kind::String(_) | Kind::Json(_), Operator::IsString) => true,
        (Kind::List(_) | Kind::Set(_), Operator::IsList) => true,
        (Kind::Map(_), Operator::IsMap) => true,
        (Kind::Bool(_), Operator::IsBool) => true,
        (Kind::Null, Operator::IsNull) => true,
        (Kind::Number(number), Operator::IsInt) => number.double().fract() == 0.0,
        (Kind::Number(number), Operator::IsFloat) => number.double().fract() != 0.0,
        _ => false,
    };
    Answer::decided(is)
}

/// Whether a collection of these parts is empty, each of which may be set on an open condition only.
fn is_empty(parts: &[&Value], rest: Option<&Arc<Unknown>>) -> Answer {
    let open: Vec<_> = parts.iter().filter_map(|part| part.may_be_unset()).collect();
    match open.len() < parts.len() {
        true => Answer::decided(false),
        false if open.is_empty() && rest.is_none() => Answer::decided(true),
        false => Answer::unknown(open.into_iter().chain(rest)),
    }
}

/// A comparison with each of several values: `in` any of them, every other operator with all. What is missing, and what
/// cannot be compared, fails whether the operator is negated or not.
pub(super) fn compare(left: &Selected<'_>, operator: Operator, negated: bool, right: &[Selected<'_>]) -> Answer {
    let value = match &left.found {
        Found::Unknown(unknown) => return Answer::unknown([*unknown]),
        Found::Missing => return Answer::decided(false),
        // A literal on the left has no value of the document behind it: nothing is asked of the document.
        Found::Literal(_) => return Answer::decided(false),
        Found::Value(value) => *value,
    };
    let mut unknowns = Vec::new();
    let mut truths = Vec::new();
    for one in right {
        let answer = match &one.found {
            Found::Literal(literal) => with_literal(value, operator, negated, literal),
            Found::Value(other) => with_value(value, operator, negated, other),
            Found::Unknown(unknown) => Answer::unknown([*unknown]),
            Found::Missing => Answer::decided(false),
        };
        truths.push(answer.truth);
        unknowns.extend(answer.unknowns);
    }
    let truth = match operator {
        Operator::In if !negated => Truth::any(truths),
        _ => Truth::all(truths),
    };
    Answer { truth, unknowns: if truth == Truth::Unknown { unknowns } else { Vec::new() } }
}

fn with_literal(value: &Value, operator: Operator, negated: bool, literal: &Literal) -> Answer {
    match (operator, literal, value.members()) {
        (Operator::In, Literal::List(items), Some(members)) => {
            let each = members.items.iter().map(|item| is_one_of(item, items));
            all_of(each.collect(), members.rest).negated(negated)
        }
        (Operator::In, Literal::List(items), None) => is_one_of(value, items).negated(negated),
        (Operator::Eq, Literal::List(_), Some(_)) if is_open(value) => Answer::unknown(value.first_unknown()),
        (Operator::Eq, Literal::List(items), Some(list)) => {
            if list.items.len() != items.len() && list.rest.is_none() {
                return Answer::decided(negated);
            }
            let each = list
                .items
                .iter()
                .zip(items)
                .map(|(item, literal)| equals(item, literal).unwrap_or(Answer::decided(false)));
            all_of(each.collect(), list.rest).negated(negated)
        }
        (Operator::In | Operator::Eq, _, Some(list)) => {
            // A list on the left is compared element by element.
            let each = list.items.iter().map(|item| with_literal(item, Operator::Eq, negated, literal));
            all_of(each.collect(), list.rest)
        }
        (Operator::In | Operator::Eq, _, None) => match equals(value, literal) {
            Some(answer) => answer.negated(negated),
            None => Answer::decided(false),
        },
        _ => order(value, operator, literal).map_or_else(|| Answer::decided(false), |it| it.negated(negated)),
    }
}

fn with_value(value: &Value, operator: Operator, negated: bool, other: &Value) -> Answer {
    let same = |a: &Value, b: &Value| match a.same(b) {
        Truth::Unknown => Answer { truth: Truth::Unknown, unknowns: [a.unknowns(), b.unknowns()].concat() },
        decided => Answer::decided(decided),
    };
    match (operator, other.members()) {
        (Operator::In, Some(list)) => {
            let each: Vec<_> = list.items.iter().map(|item| same(value, item)).collect();
            any_of(each, list.rest).negated(negated)
        }
        (Operator::In | Operator::Eq, _) => same(value, other).negated(negated),
        _ => Answer::decided(false),
    }
}

/// Whether it is open in which order the items of a list stand.
fn is_open(value: &Value) -> bool {
    match &value.kind {
        Kind::Set(set) => set.in_order().is_none(),
        Kind::List(list) => list.may_shrink().is_some(),
        _ => false,
    }
}

fn is_one_of(value: &Value, items: &[Literal]) -> Answer {
    any_of(items.iter().filter_map(|item| equals(value, item)).collect(), None)
}

/// Equality with a literal; `None` where the two are of kinds that cannot be compared.
fn equals(value: &Value, literal: &Literal) -> Option<Answer> {
    Some(match (&value.kind, literal) {
        (Kind::String(text), Literal::String(known)) => text_is(text, &Text::from(known.as_ref())),
        (Kind::String(text), Literal::Regex(regex)) => match text.as_str() {
            Some(known) => Answer::decided(regex.is_match(known)),
            None => Answer::unknown(text.holes()),
        },
        (Kind::Bool(value), Literal::Bool(known)) => Answer::decided(value == known),
        (Kind::Number(number), Literal::Number(known)) => Answer::decided(number.double() == *known),
        (Kind::Null, Literal::Null) => Answer::decided(true),
        (Kind::Unknown(unknown), _) => Answer::unknown([unknown]),
        _ => return None,
    })
}

fn text_is(text: &Text, known: &Text) -> Answer {
    match text.same(known) {
        Truth::Unknown => Answer::unknown(text.holes()),
        decided => Answer::decided(decided),
    }
}

fn order(value: &Value, operator: Operator, literal: &Literal) -> Option<Answer> {
    let ordering = match (&value.kind, literal) {
        (Kind::Number(number), Literal::Number(known)) => number.double().partial_cmp(known)?,
        (Kind::String(text), Literal::String(known)) => match text.as_str() {
            Some(text) => text.cmp(known.as_ref()),
            None => return Some(Answer::unknown(text.holes())),
        },
        _ => return None,
    };
    Some(Answer::decided(match operator {
        Operator::Gt => ordering.is_gt(),
        Operator::Ge => ordering.is_ge(),
        Operator::Lt => ordering.is_lt(),
        Operator::Le => ordering.is_le(),
        _ => return None,
    }))
}

fn all_of(answers: Vec<Answer>, rest: Option<&Arc<Unknown>>) -> Answer {
    fold(answers, rest, Truth::all)
}

fn any_of(answers: Vec<Answer>, rest: Option<&Arc<Unknown>>) -> Answer {
    fold(answers, rest, Truth::any)
}

fn fold(answers: Vec<Answer>, rest: Option<&Arc<Unknown>>, combine: fn(Vec<Truth>) -> Truth) -> Answer {
    let mut truths: Vec<_> = answers.iter().map(|answer| answer.truth).collect();
    truths.extend(rest.map(|_| Truth::Unknown));
    let truth = combine(truths);
    let unknowns = answers.into_iter().flat_map(|answer| answer.unknowns).chain(rest.cloned());
    Answer { truth, unknowns: if truth == Truth::Unknown { unknowns.collect() } else { Vec::new() } }
}
