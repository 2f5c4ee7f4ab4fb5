//! Whether two things are equal, and which comes first, as far as both are known.

use std::cmp::Ordering;
use std::sync::Arc;

use super::selected::Found;
use super::tree::{Ends, Literal, Pattern, Range};
use crate::value::{Decided, Kind, Map, Text, Truth, Unknown, Value};

/// One side of a comparison.
#[derive(Clone, Copy, Debug)]
pub(super) enum Thing<'d> {
    Value(&'d Value),
    Literal(&'d Literal),
    Unknown(&'d Arc<Unknown>),
}

/// The items of a list.
#[derive(Debug)]
pub(super) struct Items<'d> {
    pub(super) items: Vec<Thing<'d>>,
    /// Set where there may be further ones.
    pub(super) rest: Option<&'d Arc<Unknown>>,
    /// Set where their order or number is open.
    pub(super) is_open: Option<Arc<Unknown>>,
}

impl Items<'_> {
    /// Whether there are surely none.
    pub(super) fn is_none(&self) -> bool {
        self.items.is_empty() && self.rest.is_none()
    }
}

impl<'d> From<&'d Value> for Thing<'d> {
    fn from(value: &'d Value) -> Self {
        match Found::of(value) {
            Found::Unknown(unknown) => Thing::Unknown(unknown),
            _ => Thing::Value(value),
        }
    }
}

impl<'d> Thing<'d> {
    /// What was found, unless it is missing or could not be asked for.
    pub(super) fn found(found: Found<'d>) -> Option<Self> {
        match found {
            Found::Value(value) => Some(value.into()),
            Found::Literal(literal) | Found::Part(literal) => Some(Thing::Literal(literal)),
            Found::Unknown(unknown) => Some(Thing::Unknown(unknown)),
            Found::Missing | Found::Error(_) => None,
        }
    }

    /// The items, where it is a list.
    pub(super) fn items(self) -> Option<Items<'d>> {
        match self {
            Thing::Value(value) => {
                let members = value.members()?;
                let is_open = match &value.kind {
                    Kind::Set(set) if set.in_order().is_none() => Some(
                        set.cause()
                            .cloned()
                            .unwrap_or_else(|| Arc::new(Unknown::new("a set", value.span(), "has no order"))),
                    ),
                    Kind::List(list) => list.may_shrink().cloned(),
                    _ => None,
                };
                Some(Items { items: members.items.iter().map(Thing::from).collect(), rest: members.rest, is_open })
            }
            Thing::Literal(Literal::List(items)) => {
                Some(Items { items: items.iter().map(Thing::Literal).collect(), rest: None, is_open: None })
            }
            Thing::Literal(_) | Thing::Unknown(_) => None,
        }
    }

    pub(super) fn is_list(self) -> bool {
        match self {
            Thing::Value(value) => matches!(value.kind, Kind::List(_) | Kind::Set(_)),
            Thing::Literal(literal) => matches!(literal, Literal::List(_)),
            Thing::Unknown(_) => false,
        }
    }

    pub(super) fn is_map(self) -> bool {
        match self {
            Thing::Value(value) => matches!(value.kind, Kind::Map(_)),
            Thing::Literal(literal) => matches!(literal, Literal::Map(_)),
            Thing::Unknown(_) => false,
        }
    }

    /// The text, where it is one.
    pub(super) fn text(self) -> Option<Text> {
        match self {
            Thing::Value(value) => match &value.kind {
                Kind::String(_) | Kind::Json(_) => value.to_text(),
                _ => None,
            },
            Thing::Literal(Literal::String(text)) => Some(Text::from(text.as_ref())),
            Thing::Literal(_) | Thing::Unknown(_) => None,
        }
    }

    /// What keeps it from being known, for messages.
    fn unknowns(self) -> Vec<Arc<Unknown>> {
        match self {
            Thing::Value(value) => value.unknowns(),
            Thing::Literal(_) => Vec::new(),
            Thing::Unknown(unknown) => vec![Arc::clone(unknown)],
        }
    }

    fn scalar(self) -> Option<Scalar<'d>> {
        Some(match self {
            Thing::Value(value) => match &value.kind {
                Kind::Null => Scalar::Null,
                Kind::Bool(value) => Scalar::Bool(*value),
                Kind::Number(number) => Scalar::Number(number),
                _ => return None,
            },
            Thing::Literal(literal) => match literal {
                Literal::Null => Scalar::Null,
                Literal::Bool(value) => Scalar::Bool(*value),
                Literal::Number(number) => Scalar::Number(number),
                Literal::Regex(pattern) => Scalar::Regex(pattern),
                Literal::Range(range) => Scalar::Range(range),
                Literal::Letter(letter) => Scalar::Letter(*letter),
                Literal::String(_) | Literal::List(_) | Literal::Map(_) => return None,
            },
            Thing::Unknown(_) => return None,
        })
    }

    fn entries(self) -> Option<Entries<'d>> {
        match self {
            Thing::Value(value) => value.as_map().map(Entries::Value),
            Thing::Literal(Literal::Map(entries)) => Some(Entries::Literal(entries)),
            Thing::Literal(_) | Thing::Unknown(_) => None,
        }
    }
}

/// What has no parts and is no text.
enum Scalar<'d> {
    Null,
    Bool(bool),
    Number(&'d crate::value::Number),
    Regex(&'d Pattern),
    Range(&'d Range),
    Letter(char),
}

enum Entries<'d> {
    Value(&'d Map),
    Literal(&'d [(Arc<str>, Literal)]),
}

impl<'d> Entries<'d> {
    fn get(&self, key: &str) -> Option<Thing<'d>> {
        match self {
            Entries::Value(map) => map.get(key).filter(|value| !value.is_null()).map(Thing::from),
            // Of two equal keys the later one stays.
            Entries::Literal(entries) => {
                entries.iter().rev().find(|(it, _)| **it == *key).map(|(_, it)| Thing::Literal(it))
            }
        }
    }

    fn keys(&self) -> Vec<&'d Arc<str>> {
        match self {
            Entries::Value(map) => map.iter().filter(|(_, entry)| !entry.value.is_null()).map(|(key, _)| key).collect(),
            Entries::Literal(entries) => {
                let mut keys: Vec<_> = entries.iter().map(|(key, _)| key).collect();
                keys.sort_unstable();
                keys.dedup();
                keys
            }
        }
    }

    fn rest(&self) -> Option<&'d Arc<Unknown>> {
        match self {
            Entries::Value(map) => map.rest.as_ref(),
            Entries::Literal(_) => None,
        }
    }
}

/// Kept open by what is unknown in either of two things.
fn open(a: Thing<'_>, b: Thing<'_>) -> Decided {
    let place = |thing: Thing<'_>| match thing {
        Thing::Value(value) => Some((value.kind_name(), value.span())),
        Thing::Literal(_) => None,
        Thing::Unknown(unknown) => Some(("a value", unknown.span)),
    };
    let unknowns = [a.unknowns(), b.unknowns()].concat();
    let because = place(a).or_else(|| place(b));
    match because {
        Some((name, span)) => Decided::of(Truth::Unknown, unknowns, || Unknown::new(name, span, "is not compared")),
        // Two literals are known.
        None => Decided::False,
    }
}

/// Equality; `None` where the two are of kinds that cannot be compared.
pub(super) fn equal(a: Thing<'_>, b: Thing<'_>) -> Option<Decided> {
    if let (Thing::Unknown(one), Thing::Unknown(other)) = (a, b)
        && one.symbol == other.symbol
    {
        return Some(Decided::True);
    }
    if let (Thing::Unknown(unknown), other) | (other, Thing::Unknown(unknown)) = (a, b) {
        let is_none = other.text().is_some_and(|text| is_none_of(unknown, &text));
        return Some(if is_none { Decided::False } else { Decided::open(unknown) });
    }
    if let Some(answer) = equal_texts(a, b) {
        return Some(answer);
    }
    if let (Some(one), Some(other)) = (a.items(), b.items()) {
        return equal_lists(a, b, &one, &other);
    }
    if let (Some(one), Some(other)) = (a.entries(), b.entries()) {
        return equal_maps(a, b, &one, &other);
    }
    Some(Decided::from(match (a.scalar()?, b.scalar()?) {
        (Scalar::Null, Scalar::Null) => true,
        (Scalar::Bool(one), Scalar::Bool(other)) => one == other,
        (Scalar::Number(one), Scalar::Number(other)) => one.order(other).is_eq(),
        (Scalar::Regex(one), Scalar::Regex(other)) => one.text == other.text,
        (Scalar::Number(number), Scalar::Range(Range { ends: Ends::Numbers(ends), has })) => {
            is_within(|at| ends.get(at).map(|end| number.order(end)), *has)
        }
        (Scalar::Letter(letter), Scalar::Range(Range { ends: Ends::Letters(ends), has })) => {
            is_within(|at| ends.get(at).map(|end| letter.cmp(end)), *has)
        }
        (Scalar::Letter(one), Scalar::Letter(other)) => one == other,
        _ => return None,
    }))
}

/// Equality of texts, and of a text and a regular expression.
fn equal_texts(a: Thing<'_>, b: Thing<'_>) -> Option<Decided> {
    match (a.text(), b.text()) {
        (Some(one), Some(other)) => Some(match one.same(&other) {
            Truth::Unknown => open(a, b),
            truth => (truth == Truth::True).into(),
        }),
        (Some(text), None) => match b.scalar()? {
            Scalar::Regex(pattern) => Some(matches(a, &text, pattern)),
            _ => None,
        },
        (None, Some(text)) => match a.scalar()? {
            Scalar::Regex(pattern) => Some(matches(b, &text, pattern)),
            _ => None,
        },
        (None, None) => None,
    }
}

fn matches(of: Thing<'_>, text: &Text, pattern: &Pattern) -> Decided {
    let Some(known) = text.as_str() else { return open(of, of) };
    match pattern.regex.is_match(known) {
        Ok(matches) => matches.into(),
        Err(_) => match of {
            Thing::Value(value) => {
                let expression = format!("/{}/", pattern.text);
                let why = "takes too many steps on this text";
                Decided::Open(Unknown::new(expression, value.span(), why).into())
            }
            Thing::Literal(_) | Thing::Unknown(_) => Decided::False,
        },
    }
}

/// Whether something lies between two ends, to which it is held by their index.
fn is_within(order: impl Fn(usize) -> Option<Ordering>, [has_low, has_high]: [bool; 2]) -> bool {
    let holds = |at, outside: Ordering, has: bool| match order(at) {
        Some(Ordering::Equal) => has,
        Some(found) => found != outside,
        None => false,
    };
    holds(0, Ordering::Less, has_low) && holds(1, Ordering::Greater, has_high)
}

/// Parts that must be equal one after the other, up to the first that is not or cannot be compared.
fn in_turn(answers: impl Iterator<Item = Option<Decided>>) -> Option<Decided> {
    let mut all = Decided::True;
    for answer in answers {
        match (answer, all.truth()) {
            (Some(answer), _) => all = all.and(answer),
            // It would not be compared if an earlier part differed.
            (None, Truth::Unknown) => return Some(all),
            (None, _) => return None,
        }
        if all.truth() == Truth::False {
            break;
        }
    }
    Some(all)
}

fn equal_lists(a: Thing<'_>, b: Thing<'_>, one: &Items<'_>, other: &Items<'_>) -> Option<Decided> {
    if let (Thing::Value(a), Thing::Value(b)) = (a, b)
        && (one.is_open.is_some() || other.is_open.is_some())
        && a.same(b) == Truth::True
    {
        return Some(Decided::True);
    }
    let open_end = [one.rest, one.is_open.as_ref(), other.rest, other.is_open.as_ref()].into_iter().flatten().next();
    match open_end {
        Some(unknown) => {
            // A list is never shorter than what is known of it.
            let is_longer = |a: &Items<'_>, b: &Items<'_>| {
                a.is_open.is_none() && b.is_open.is_none() && b.rest.is_none() && a.items.len() > b.items.len()
            };
            let differs = is_longer(one, other) || is_longer(other, one);
            Some(if differs { Decided::False } else { Decided::open(unknown) })
        }
        None if one.items.len() != other.items.len() => Some(Decided::False),
        None => in_turn(one.items.iter().zip(&other.items).map(|(a, b)| equal(*a, *b))),
    }
}

fn equal_maps(a: Thing<'_>, b: Thing<'_>, one: &Entries<'_>, other: &Entries<'_>) -> Option<Decided> {
    if one.rest().or(other.rest()).is_some() {
        return Some(open(a, b));
    }
    let keys = one.keys();
    if keys.len() != other.keys().len() {
        return Some(Decided::False);
    }
    let each = keys.into_iter().map(|key| match (one.get(key), other.get(key)) {
        (Some(a), Some(b)) => equal(a, b),
        _ => Some(Decided::False),
    });
    in_turn(each)
}

/// Whether something is one of the things of a list, for which what cannot be compared is not alike, and a number is
/// not in a range.
pub(super) fn alike(a: Thing<'_>, b: Thing<'_>) -> Decided {
    match (a.scalar(), b.scalar()) {
        (Some(Scalar::Range(one)), Some(Scalar::Range(other))) => (one == other).into(),
        (Some(Scalar::Range(_)), _) | (_, Some(Scalar::Range(_))) => Decided::False,
        _ => equal(a, b).unwrap_or(Decided::False),
    }
}

/// Which of two numbers or texts comes first; `None` where they cannot be compared.
pub(super) fn order(a: Thing<'_>, b: Thing<'_>, holds: impl Fn(Ordering) -> bool) -> Option<Decided> {
    if let (Thing::Unknown(unknown), _) | (_, Thing::Unknown(unknown)) = (a, b) {
        return Some(Decided::open(unknown));
    }
    if let (Some(one), Some(other)) = (a.text(), b.text()) {
        return Some(match (one.as_str(), other.as_str()) {
            (Some(one), Some(other)) => holds(one.cmp(other)).into(),
            _ => open(a, b),
        });
    }
    match (a.scalar()?, b.scalar()?) {
        (Scalar::Null, Scalar::Null) => Some(holds(Ordering::Equal).into()),
        (Scalar::Number(one), Scalar::Number(other)) => Some(holds(one.order(other)).into()),
        (Scalar::Letter(one), Scalar::Letter(other)) => Some(holds(one.cmp(&other)).into()),
        _ => None,
    }
}

/// Whether one text is a part of another; `None` where one is no text.
pub(super) fn is_part(a: Thing<'_>, b: Thing<'_>) -> Option<Decided> {
    if let (Thing::Unknown(unknown), _) | (_, Thing::Unknown(unknown)) = (a, b) {
        return Some(Decided::open(unknown));
    }
    let (one, other) = (a.text()?, b.text()?);
    Some(match (one.as_str(), other.as_str()) {
        (Some(one), Some(other)) => other.contains(one).into(),
        _ => open(a, b),
    })
}

/// Whether what is known of an unknown text says that it is not this one.
fn is_none_of(unknown: &Unknown, text: &Text) -> bool {
    let is_text = unknown.nature.is_set && unknown.nature.is_primitive;
    is_text && text.as_str().is_some_and(|text| !unknown.nature.may_be(text))
}
