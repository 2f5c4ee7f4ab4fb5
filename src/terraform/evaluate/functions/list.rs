//! Functions of lists.

use std::sync::Arc;

use super::super::conversion::truth;
use super::super::equality::equal;
use super::super::types::{Type, convert};
use super::arguments::Wanted::{Any, AnyOrNull, Bools, List as AnyList, Number, Texts, TextsOrNulls};
use super::arguments::{Answer, Arguments, Gap, Row, decided, item_text, row};
use crate::value::{Keys, Kind, List, Members, Set, Shape, Truth, Unknown, Value, in_order, without_equals};

pub(super) const TABLE: &[Row] = &[
    row("alltrue", &[Bools], alltrue).deep(),
    row("anytrue", &[Bools], anytrue).deep(),
    row("chunklist", &[AnyList, Number], chunklist),
    row("coalesce", &[], coalesce).more(AnyOrNull),
    row("coalescelist", &[], coalescelist).more(AnyOrNull),
    row("compact", &[TextsOrNulls], compact).deep(),
    row("concat", &[], concat).more(Any),
    row("contains", &[Any, Any], contains).deep(),
    row("distinct", &[AnyList], distinct).deep(),
    row("element", &[Any, Number], element),
    row("flatten", &[Any], flatten).deep(),
    row("index", &[Any, Any], index).deep(),
    row("matchkeys", &[AnyList, AnyList, AnyList], matchkeys).deep(),
    row("one", &[Any], one).deep(),
    row("reverse", &[Any], reverse),
    row("slice", &[Any, Number, Number], slice),
    row("sort", &[Texts], sort).deep(),
];

/// A list that is put together from the items of others.
#[derive(Default)]
struct Gathered {
    items: Vec<Value>,
    /// What stands for items that are not known, each of these for some.
    rest: Vec<Arc<Unknown>>,
    /// Whether items stand behind others of which it is not known how many there are, or in which order.
    is_open: bool,
    /// Whether two items may be one.
    is_fuzzy: bool,
}

impl Gathered {
    fn push(&mut self, item: Value) {
        self.is_open |= !self.rest.is_empty();
        self.items.push(item);
    }

    /// Adds what stands for items that are not known.
    fn open(&mut self, unknown: &Arc<Unknown>) {
        // Each of them is one of none, so there are none.
        if unknown.elements.as_deref().is_some_and(<[_]>::is_empty) {
            return;
        }
        self.is_open |= !self.rest.is_empty();
        self.rest.push(Arc::clone(unknown));
    }

    /// Notes how the items of a collection stand whose items are about to be added.
    fn start(&mut self, of: &Value) {
        if let Kind::Set(set) = &of.kind {
            self.is_open |= set.in_order().is_none();
            self.is_fuzzy |= !set.is_apart();
        }
    }

    /// Adds the items of an operand, of which an unknown one has no known item.
    fn add(&mut self, value: &Value) -> Result<(), Gap> {
        self.start(value);
        match (value.members(), value.as_unknown()) {
            (Some(Members { items, rest }), _) => {
                items.iter().for_each(|item| self.push(item.clone()));
                rest.into_iter().for_each(|rest| self.open(rest));
            }
            (None, Some(unknown)) => self.open(unknown),
            (None, None) => return Err(Gap::Error(format!("a list is needed, not {}", value.kind_name()))),
        }
        Ok(())
    }

    fn give(self, of: &Arguments<'_>, shape: Shape) -> Answer {
        let rest = Unknown::all(&self.rest).map(|rest| of.same_rest(&rest));
        let kind = if self.is_open || self.is_fuzzy {
            Kind::Set(Set::list(self.items, rest, !self.is_fuzzy, of.symbol()))
        } else {
            Kind::List(List { items: self.items, rest })
        };
        Ok(Value::new(kind, of.span).shaped(shape))
    }
}

/// The items of the first operand.
fn first(of: &Arguments<'_>) -> Result<Gathered, Gap> {
    let mut gathered = Gathered::default();
    gathered.add(of.values.first().ok_or(Gap::Open)?)?;
    Ok(gathered)
}

fn alltrue(of: &Arguments<'_>) -> Answer {
    let Members { items, rest } = of.members(0)?;
    let rest = if rest.is_some() { Truth::Unknown } else { Truth::True };
    decide(of, Truth::all(items.iter().map(item_truth)).and(rest))
}

fn anytrue(of: &Arguments<'_>) -> Answer {
    let Members { items, rest } = of.members(0)?;
    let rest = if rest.is_some() { Truth::Unknown } else { Truth::False };
    decide(of, Truth::any(items.iter().map(item_truth)).or(rest))
}

/// Null counts as false.
fn item_truth(item: &Value) -> Truth {
    if item.is_null() { Truth::False } else { truth(item).map_or(Truth::Unknown, Truth::from) }
}

fn decide(of: &Arguments<'_>, truth: Truth) -> Answer {
    of.bool(decided(truth).ok_or(Gap::Open)?)
}

fn chunklist(of: &Arguments<'_>) -> Answer {
    let (Members { items, rest }, size) = (of.list(0)?, of.count(1)?);
    let chunk = |chunk: &[Value]| Value::list(chunk.to_vec(), of.span).shaped(Shape::Uniform);
    let chunks: Vec<_> = match (rest, size) {
        // Zero means one chunk.
        (None, 0) => items.chunks(items.len().max(1)).map(chunk).collect(),
        (None, size) => items.chunks(size).map(chunk).collect(),
        (Some(_), 0) => return Err(Gap::Open),
        // The last of them may have more items.
        (Some(_), size) => items.chunks_exact(size).map(chunk).collect(),
    };
    of.give_list(List { items: chunks, rest: rest.map(|rest| of.rest(rest)) }, Shape::Uniform)
}

/// The first that is neither null nor empty, as the type that all share.
fn coalesce(of: &Arguments<'_>) -> Answer {
    let types: Vec<_> = of.values.iter().map(Type::of).collect();
    let shared = Type::shared(&types).ok_or_else(|| Gap::error("the arguments have no type in common"))?;
    for operand in of.values {
        let absent = decided(equal(operand, &Value::null(of.span))).ok_or(Gap::Open)?
            || decided(equal(operand, &Value::string("", of.span))).ok_or(Gap::Open)?;
        if !absent {
            return convert(operand, &shared).map_err(Gap::Error);
        }
    }
    Err(Gap::error("every argument is null or empty"))
}

fn coalescelist(of: &Arguments<'_>) -> Answer {
    let is_list = |operand: &Value| operand.members().is_some() || operand.as_unknown().is_some();
    if let Some(other) = of.values.iter().find(|operand| !is_list(operand)) {
        return Err(Gap::Error(format!("a list is needed, not {}", other.kind_name())));
    }
    for operand in of.values {
        match (&operand.kind, operand.members()) {
            (Kind::Set(set), _) if !set.is_list() => return Err(Gap::error("a list is needed, not a set")),
            (_, Some(Members { items: [_, ..], .. })) => return Ok(operand.clone()),
            (_, Some(Members { items: [], rest: None })) => {}
            _ => return Err(Gap::Open),
        }
    }
    Err(Gap::error("every list is empty"))
}

/// What may be empty counts as an item that is not known.
fn compact(of: &Arguments<'_>) -> Answer {
    let operand = of.known(0)?;
    let Members { items, rest } = of.members(0)?;
    let mut kept = Gathered::default();
    kept.start(operand);
    for item in items {
        let absent = equal(item, &Value::null(of.span)).or(equal(item, &Value::string("", of.span)));
        let is_empty = decided(absent);
        match (is_empty, item.first_unknown()) {
            (Some(true), _) => {}
            (None, Some(unknown)) => kept.open(&Unknown::of_elements(unknown, Some([item.clone()].into()))),
            _ => kept.push(item.clone()),
        }
    }
    rest.into_iter().for_each(|rest| kept.open(rest));
    kept.give(of, Shape::Uniform)
}

/// Lists give a list of the type that they share, else a tuple.
fn concat(of: &Arguments<'_>) -> Answer {
    if of.values.is_empty() {
        return Err(Gap::error("it takes at least one list"));
    }
    let uniform = of.values.iter().all(|operand| operand.as_unknown().is_some() || operand.shape() == Shape::Uniform);
    let mut gathered = Gathered::default();
    for (at, operand) in of.values.iter().enumerate() {
        if of.is_set(at) {
            return Err(Gap::error("a list is needed, not a set"));
        }
        gathered.add(operand)?;
    }
    let is_empty = gathered.items.is_empty();
    let joined = gathered.give(of, Shape::Written)?;
    if uniform && !is_empty {
        return convert(&joined, &Type::list(Type::Any)).or(Ok(joined));
    }
    Ok(joined)
}

fn contains(of: &Arguments<'_>) -> Answer {
    let (Members { items, rest }, wanted) = (of.members(0)?, of.values.get(1).ok_or(Gap::Open)?);
    let found = Truth::any(items.iter().map(|item| equal(item, wanted)));
    decide(of, found.or(if rest.is_some() { Truth::Unknown } else { Truth::False }))
}

/// Where two items may be equal, how many there are is not known.
fn distinct(of: &Arguments<'_>) -> Answer {
    let mut gathered = first(of)?;
    gathered.items = without_equals(gathered.items);
    gathered.is_fuzzy = !Set::new(gathered.items.clone(), None).is_apart();
    gathered.give(of, Shape::Uniform)
}

/// Wraps around at the end of the list.
fn element(of: &Arguments<'_>) -> Answer {
    if of.is_set(0) {
        return Err(Gap::error("a list is needed, not a set"));
    }
    let (Members { items, rest }, at) = (of.list(0)?, of.count(1));
    if let (Err(Gap::Open), None) = (&at, rest) {
        return Err(Gap::Among { answers: items.to_vec(), may_fail: true });
    }
    let at = at?;
    let at = match (items.len(), rest) {
        (known, Some(_)) if at < known => at,
        (_, Some(_)) => return Err(Gap::Open),
        (length, None) => at.checked_rem(length).ok_or_else(|| Gap::error("the list is empty"))?,
    };
    items.get(at).cloned().ok_or(Gap::Open)
}

fn flatten(of: &Arguments<'_>) -> Answer {
    let mut flat = Gathered::default();
    flatten_into(of.known(0)?, of.members(0)?, &mut flat);
    flat.give(of, Shape::Written)
}

fn flatten_into(from: &Value, members: Members<'_>, into: &mut Gathered) {
    into.start(from);
    for item in members.items {
        match (item.members(), &item.kind) {
            (Some(inner), _) => flatten_into(item, inner, into),
            // It may be a list or not; either way there are items that are not known.
            (None, Kind::Unknown(unknown)) if !unknown.nature.is_primitive => into.open(&flat(unknown)),
            (None, _) => into.push(item.clone()),
        }
    }
    members.rest.into_iter().for_each(|rest| into.open(&flat(rest)));
}

/// What stands for items some of which may be lists, as one that stands for those that are in these.
pub(super) fn flat(rest: &Arc<Unknown>) -> Arc<Unknown> {
    fn add(items: &[Value], flat: &mut Vec<Value>) -> Option<()> {
        for item in items {
            match (item.members(), &item.kind) {
                (Some(inner), _) => {
                    add(inner.items, flat)?;
                    inner.rest.map_or(Some(()), |rest| add(rest.elements.as_deref()?, flat))?;
                }
                (None, Kind::Unknown(unknown)) if !unknown.nature.is_primitive => {
                    add(unknown.elements.as_deref()?, flat)?;
                }
                (None, Kind::Choice(choice)) => add(&[choice.when_true.clone(), choice.when_false.clone()], flat)?,
                (None, _) => flat.push(item.clone()),
            }
        }
        Some(())
    }
    let mut flat = Vec::new();
    let is_known = rest.elements.as_deref().and_then(|elements| add(elements, &mut flat)).is_some();
    Unknown::of_elements(rest, is_known.then(|| flat.into()))
}

fn index(of: &Arguments<'_>) -> Answer {
    if of.is_set(0) {
        return Err(Gap::error("a list is needed, not a set"));
    }
    let (list, wanted) = (of.list(0)?, of.values.get(1).ok_or(Gap::Open)?);
    for (at, item) in list.items.iter().enumerate() {
        if decided(equal(item, wanted)).ok_or(Gap::Open)? {
            return of.give_count(at);
        }
    }
    Err(if list.rest.is_some() { Gap::Open } else { Gap::error("no item is equal to it") })
}

/// The values whose key is among those that are searched for.
fn matchkeys(of: &Arguments<'_>) -> Answer {
    let (values, keys, Members { items: wanted, rest: None }) = (of.items(0)?, of.items(1)?, of.members(2)?) else {
        return Err(Gap::Open);
    };
    if values.len() != keys.len() {
        return Err(Gap::error("there are not as many keys as values"));
    }
    let types: Vec<_> = keys.iter().chain(wanted).map(Type::of).collect();
    let shared = Type::shared(&types).ok_or_else(|| Gap::error("the keys have no type in common"))?;
    let converted = |items: &[Value]| items.iter().map(|item| convert(item, &shared)).collect::<Result<Vec<_>, _>>();
    let (wanted, keys) = (converted(wanted).map_err(Gap::Error)?, converted(keys).map_err(Gap::Error)?);
    let (wanted, mut items) = (Keys::of(&wanted), Vec::new());
    for (value, key) in values.iter().zip(&keys) {
        if decided(wanted.has(key)).ok_or(Gap::Open)? {
            items.push(value.clone());
        }
    }
    of.give_list(List { items, rest: None }, Shape::Uniform)
}

/// The only item, null of none. A list with an open end has at most the item that is known.
fn one(of: &Arguments<'_>) -> Answer {
    let list = of.members(0)?;
    match (list.items, &list.rest, &of.known(0)?.kind) {
        ([], None, _) => Ok(Value::null(of.span)),
        ([only], _, _) => Ok(only.clone()),
        ([], Some(_), _) => Err(Gap::Open),
        (_, _, Kind::Set(set)) if !set.is_apart() => Err(Gap::Open),
        _ => Err(Gap::error("the list has more than one item")),
    }
}

fn reverse(of: &Arguments<'_>) -> Answer {
    let value = of.known(0)?;
    let shape = if of.is_set(0) { Shape::Uniform } else { value.shape() };
    let mut gathered = first(of)?;
    gathered.items.reverse();
    gathered.is_open |= !gathered.rest.is_empty();
    gathered.give(of, shape)
}

fn slice(of: &Arguments<'_>) -> Answer {
    if of.is_set(0) {
        return Err(Gap::error("a list is needed, not a set"));
    }
    let (Members { items, rest }, start, end) = (of.list(0)?, of.count(1)?, of.count(2)?);
    match (items.get(start..end), rest) {
        (Some(items), _) => of.give_list(List { items: items.to_vec(), rest: None }, of.known(0)?.shape()),
        (None, Some(_)) if start <= end => Err(Gap::Open),
        (None, _) => Err(Gap::error("the indices are not in the list")),
    }
}

fn sort(of: &Arguments<'_>) -> Answer {
    let mut gathered = first(of)?;
    gathered.items.iter().try_for_each(|item| item_text(item).map(drop))?;
    let (items, is_decided) = in_order(gathered.items);
    gathered.items = items;
    gathered.is_open = !gathered.rest.is_empty() || !is_decided;
    gathered.give(of, Shape::Uniform)
}
