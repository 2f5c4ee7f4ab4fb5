//! Guard's comparisons over values that may not be known.

use std::sync::Arc;

use super::query::{Found, Selected};
use super::tree::{Literal, Operator};
use crate::value::{Decided, Kind, Members, Text, Truth, Unknown, Value};

/// Kept open by what is unknown in a value.
fn open<'u>(value: &Value, unknowns: impl IntoIterator<Item = &'u Arc<Unknown>>) -> Decided {
    let because = || Unknown::new(value.kind_name(), value.span(), "is not compared");
    Decided::of(Truth::Unknown, unknowns.into_iter().cloned(), because)
}

/// A test that needs no second value. What is missing is empty and does not exist.
pub(super) fn test(selected: &Selected<'_>, operator: Operator, negated: bool) -> Decided {
    match &selected.found {
        // What stands for entries of a map or items of a list is no text.
        Found::Unknown(unknown)
            if operator == Operator::Exists && unknown.nature.is_set && unknown.nature.is_primitive =>
        {
            (!negated).into()
        }
        Found::Unknown(unknown) => Decided::open(unknown),
        Found::Missing => match operator {
            Operator::Exists => negated.into(),
            Operator::Empty => (!negated).into(),
            // What is missing is of no type, and not of another type either.
            _ => Decided::False,
        },
        Found::Literal(literal) => Decided::from(literal_is(literal, operator)).negated_if(negated),
        Found::Value(value) => value_is(value, operator).negated_if(negated),
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

fn value_is(value: &Value, operator: Operator) -> Decided {
    let is = match (&value.kind, operator) {
        (_, Operator::Exists) => true,
        (Kind::List(_) | Kind::Set(_), Operator::Empty) => {
            let Some(Members { items, rest }) = value.members() else { return Decided::False };
            return is_empty(value, &items.iter().collect::<Vec<_>>(), rest);
        }
        (Kind::Map(map), Operator::Empty) => {
            let set: Vec<_> = map.values().filter(|value| !value.is_null()).collect();
            return is_empty(value, &set, map.rest.as_ref());
        }
        (Kind::String(text), Operator::Empty) => return text_is(value, text, &Text::default()),
        (Kind::String(_) | Kind::Json(_), Operator::IsString) => true,
        (Kind::List(_) | Kind::Set(_), Operator::IsList) => true,
        (Kind::Map(_), Operator::IsMap) => true,
        (Kind::Bool(_), Operator::IsBool) => true,
        (Kind::Null, Operator::IsNull) => true,
        (Kind::Number(number), Operator::IsInt) => number.double().fract() == 0.0,
        (Kind::Number(number), Operator::IsFloat) => number.double().fract() != 0.0,
        _ => false,
    };
    is.into()
}

/// Whether a collection of these parts is empty, each of which may be set on an open condition only.
fn is_empty(of: &Value, parts: &[&Value], rest: Option<&Arc<Unknown>>) -> Decided {
    let maybe: Vec<_> = parts.iter().filter_map(|part| part.may_be_unset()).collect();
    match maybe.len() < parts.len() {
        true => Decided::False,
        false if maybe.is_empty() && rest.is_none() => Decided::True,
        false => open(of, maybe.into_iter().chain(rest)),
    }
}

/// A comparison with each of several values: `in` any of them, every other operator with all. What is missing, and what
/// cannot be compared, fails whether the operator is negated or not.
pub(super) fn compare(left: &Selected<'_>, operator: Operator, negated: bool, right: &[Selected<'_>]) -> Decided {
    let value = match &left.found {
        Found::Unknown(unknown) => {
            let is_other =
                matches!(operator, Operator::Eq | Operator::In) && right.iter().all(|it| is_none_of(unknown, it));
            return if is_other { negated.into() } else { Decided::open(unknown) };
        }
        // A literal on the left has no value of the document behind it: nothing is asked of the document.
        Found::Missing | Found::Literal(_) => return Decided::False,
        Found::Value(value) => *value,
    };
    let each = right.iter().map(|one| match &one.found {
        Found::Literal(literal) => with_literal(value, operator, negated, literal),
        Found::Value(other) => with_value(value, operator, negated, other),
        Found::Unknown(unknown) => Decided::open(unknown),
        Found::Missing => Decided::False,
    });
    match operator {
        Operator::In if !negated => Decided::any(each),
        _ => Decided::all(each),
    }
}

fn with_literal(value: &Value, operator: Operator, negated: bool, literal: &Literal) -> Decided {
    match (operator, literal, value.members()) {
        (Operator::In, Literal::List(items), Some(members)) => {
            let each = members.items.iter().map(|item| is_one_of(item, items));
            all_of(each.collect(), members.rest).negated_if(negated)
        }
        (Operator::In, Literal::List(items), None) => is_one_of(value, items).negated_if(negated),
        (Operator::Eq, Literal::List(_), Some(_)) if is_open(value) => open(value, value.first_unknown()),
        (Operator::Eq, Literal::List(items), Some(list)) => {
            if list.items.len() != items.len() && list.rest.is_none() {
                return negated.into();
            }
            let each =
                list.items.iter().zip(items).map(|(item, literal)| equals(item, literal).unwrap_or(Decided::False));
            all_of(each.collect(), list.rest).negated_if(negated)
        }
        (Operator::In | Operator::Eq, _, Some(list)) => {
            // A list on the left is compared element by element.
            let each = list.items.iter().map(|item| with_literal(item, Operator::Eq, negated, literal));
            all_of(each.collect(), list.rest)
        }
        (Operator::In | Operator::Eq, _, None) => match equals(value, literal) {
            Some(answer) => answer.negated_if(negated),
            None => Decided::False,
        },
        _ => order(value, operator, literal).map_or(Decided::False, |it| it.negated_if(negated)),
    }
}

fn with_value(value: &Value, operator: Operator, negated: bool, other: &Value) -> Decided {
    let same = |a: &Value, b: &Value| match a.same(b) {
        Truth::Unknown => open(a, &[a.unknowns(), b.unknowns()].concat()),
        decided => (decided == Truth::True).into(),
    };
    match (operator, other.members()) {
        (Operator::In, Some(list)) => {
            let each: Vec<_> = list.items.iter().map(|item| same(value, item)).collect();
            any_of(each, list.rest).negated_if(negated)
        }
        (Operator::In | Operator::Eq, _) => same(value, other).negated_if(negated),
        _ => Decided::False,
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

fn is_one_of(value: &Value, items: &[Literal]) -> Decided {
    any_of(items.iter().filter_map(|item| equals(value, item)).collect(), None)
}

/// Equality with a literal; `None` where the two are of kinds that cannot be compared.
fn equals(value: &Value, literal: &Literal) -> Option<Decided> {
    Some(match (&value.kind, literal) {
        (Kind::String(text), Literal::String(known)) => text_is(value, text, &Text::from(known.as_ref())),
        (Kind::String(text), Literal::Regex(regex)) => match text.as_str() {
            Some(known) => regex.is_match(known).into(),
            None => open(value, text.holes()),
        },
        (Kind::Bool(own), Literal::Bool(known)) => (own == known).into(),
        (Kind::Number(number), Literal::Number(known)) => (number.double() == *known).into(),
        (Kind::Null, Literal::Null) => Decided::True,
        (Kind::Unknown(unknown), _) => Decided::open(unknown),
        _ => return None,
    })
}

/// Whether what is known of an unknown text says that it is none of the literal texts on the right.
fn is_none_of(unknown: &Unknown, right: &Selected<'_>) -> bool {
    let is_other = |literal: &Literal| matches!(literal, Literal::String(text) if !unknown.nature.may_be(text));
    let is_text = unknown.nature.is_set && unknown.nature.is_primitive;
    is_text
        && match &right.found {
            Found::Literal(Literal::List(items)) => items.iter().all(is_other),
            Found::Literal(literal) => is_other(literal),
            Found::Value(_) | Found::Unknown(_) | Found::Missing => false,
        }
}

fn text_is(value: &Value, text: &Text, known: &Text) -> Decided {
    match text.same(known) {
        Truth::Unknown => open(value, text.holes()),
        decided => (decided == Truth::True).into(),
    }
}

fn order(value: &Value, operator: Operator, literal: &Literal) -> Option<Decided> {
    let ordering = match (&value.kind, literal) {
        (Kind::Number(number), Literal::Number(known)) => number.double().partial_cmp(known)?,
        (Kind::String(text), Literal::String(known)) => match text.as_str() {
            Some(text) => text.cmp(known.as_ref()),
            None => return Some(open(value, text.holes())),
        },
        _ => return None,
    };
    Some(Decided::from(match operator {
        Operator::Gt => ordering.is_gt(),
        Operator::Ge => ordering.is_ge(),
        Operator::Lt => ordering.is_lt(),
        Operator::Le => ordering.is_le(),
        _ => return None,
    }))
}

fn all_of(answers: Vec<Decided>, rest: Option<&Arc<Unknown>>) -> Decided {
    Decided::all(answers.into_iter().chain(rest.map(Decided::open)))
}

fn any_of(answers: Vec<Decided>, rest: Option<&Arc<Unknown>>) -> Decided {
    Decided::any(answers.into_iter().chain(rest.map(Decided::open)))
}
