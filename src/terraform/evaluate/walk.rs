//! The way through values: attributes, indices, splats.
//!
//! A traversal may have thousands of steps, so they are taken one after the other, never one inside of the other.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/references>

use std::borrow::Cow;
use std::sync::Arc;

use hcl_edit::Decorated;
use hcl_edit::expr::TraversalOperator;

use super::choice::chosen;
use super::conversion::{quoted, text};
use super::evaluator::{Context, Evaluator};
use super::failure::is_error;
use super::open::surely;
use crate::source::Span;
use crate::value::{Kind, List, Map, Nature, Range, Reason, Symbol, Text, Truth, Unknown, Value, in_common};

/// How many parts of a value are held against each other of which one is meant.
const MAX_ANSWERS: usize = 256;

/// How many counts or conditions are told apart by the key of each. Past that, what they have in common counts.
const MAX_TOLD_APART: usize = 8;

/// The steps of a traversal that are still to be taken.
pub(super) type Steps<'e> = &'e [Decorated<TraversalOperator>];

/// What is taken of a value at once.
enum Move<'e> {
    /// The part that these names and numbers lead to.
    Names(Vec<String>),
    /// The part at an index that no name tells.
    Index(Value),
    /// What these steps lead to in each item.
    Each(Steps<'e>),
}

impl Evaluator<'_> {
    /// Takes the steps of a traversal through a value.
    pub(super) fn walk(&self, value: Value, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        if steps.is_empty() { value } else { self.part_of(&value, steps, span, context) }
    }

    /// The part of a value that steps lead to. Only that part is copied, however large the value is.
    pub(super) fn part_of(&self, value: &Value, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let mut part = Cow::Borrowed(value);
        for step in self.moves(steps, context) {
            part = Cow::Owned(match step {
                Move::Names(names) => self.descend(&part, &names, span),
                Move::Index(index) => {
                    self.distribute(span, &[part.into_owned(), index], false, &mut |operands| match operands {
                        [value, index] => self.part_at(value, index, span),
                        _ => self.error(span, "has no index"),
                    })
                }
                Move::Each(steps) => {
                    self.distribute(span, &[part.into_owned()], false, &mut |operands| match operands {
                        [value] => self.splat(value, steps, span, context),
                        _ => self.error(span, "has no value"),
                    })
                }
            });
        }
        match part {
            Cow::Borrowed(whole) => self.copy(whole, span),
            Cow::Owned(part) => part,
        }
    }

    /// The steps in as few moves as can be.
    fn moves<'e>(&self, steps: Steps<'e>, context: Context<'_>) -> Vec<Move<'e>> {
        let (mut moves, mut steps) = (Vec::new(), steps);
        while let Some((step, rest)) = steps.split_first() {
            steps = rest;
            let name = match step.value() {
                TraversalOperator::GetAttr(name) => name.as_str().to_owned(),
                TraversalOperator::LegacyIndex(at) => at.value().to_string(),
                TraversalOperator::Index(index) => {
                    let index = self.expression(index, context);
                    match text(&index).and_then(|index| index.as_str().map(str::to_owned)) {
                        Some(name) => name,
                        None => {
                            moves.push(Move::Index(index));
                            continue;
                        }
                    }
                }
                TraversalOperator::AttrSplat(_) => {
                    let (each, after) = attribute_steps(rest);
                    moves.push(Move::Each(each));
                    steps = after;
                    continue;
                }
                TraversalOperator::FullSplat(_) => {
                    moves.push(Move::Each(rest));
                    break;
                }
            };
            match moves.last_mut() {
                Some(Move::Names(names)) => names.push(name),
                _ => moves.push(Move::Names(vec![name])),
            }
        }
        moves
    }

    /// The part of a value that names lead to, one after the other.
    fn descend(&self, value: &Value, names: &[String], span: Span) -> Value {
        let (mut part, mut names) = (value, names);
        while let Some((name, rest)) = names.split_first() {
            let Some(next) = known_part(part, name) else { return self.beyond(part, names, span) };
            (part, names) = (next, rest);
        }
        self.copy(part, span)
    }

    /// What names lead to from a value that is not known to have a part of the first of them.
    fn beyond(&self, value: &Value, names: &[String], span: Span) -> Value {
        let name = names.first().map_or("", String::as_str);
        if let Some(element) = self.element_at(value, &Value::string(name, span), span) {
            return self.descend(&element, names.get(1..).unwrap_or_default(), span);
        }
        let path = |of: &Unknown| of.symbol.part(names.iter().map(String::as_str));
        match &value.kind {
            Kind::Choice(_) => {
                self.distribute(span, std::slice::from_ref(value), false, &mut |operands| match operands {
                    [value] => self.descend(value, names, span),
                    _ => self.error(span, "has no value"),
                })
            }
            Kind::Unknown(_) if is_error(value) => value.clone(),
            Kind::Unknown(of) => {
                let names_it = self.shown(span).starts_with(&*of.expression);
                let reason = if names_it { of.reason.clone() } else { Reason::because(of) };
                let part = self.missing_or(span, path(of), reason);
                let below = |nature: Option<Arc<Nature>>, name: &String| {
                    let nature = nature?;
                    nature.part(name).or_else(|| nature.each()).cloned()
                };
                let nature = names.iter().fold(Some(Arc::clone(&of.nature)), below);
                nature.map_or(part.clone(), |nature| part.known(&nature))
            }
            Kind::Map(Map { rest: Some(rest), .. }) => self.missing_or(span, path(rest), Reason::because(rest)),
            Kind::Set(set) if set.is_list() => {
                let at = self.open(span, "[]", &[value, &Value::string(name, span)]);
                self.descend(&at, names.get(1..).unwrap_or_default(), span)
            }
            Kind::Set(_) => self.error(span, "has an index into a set"),
            Kind::List(List { rest: Some(rest), .. }) if name.parse::<usize>().is_ok() => {
                self.missing_or(span, path(rest), Reason::because(rest))
            }
            Kind::List(_) => self.error(span, format!("has no item {name}")),
            _ => self.error(span, format!("has no attribute `{name}`")),
        }
    }

    /// A part that may not be there.
    fn missing_or(&self, span: Span, symbol: Symbol, reason: Reason) -> Value {
        let part = Unknown::new(self.shown(span), span, reason).symbol(symbol);
        Value::unknown(part.fallible(), span)
    }

    /// The part of a value by an index that may not be known.
    pub(super) fn part_at(&self, value: &Value, index: &Value, span: Span) -> Value {
        if matches!(index.kind, Kind::Null | Kind::List(_) | Kind::Set(_) | Kind::Map(_)) {
            return self.error(span, format!("has {} as its index", index.kind_name()));
        }
        match text(index).and_then(|index| index.as_str().map(str::to_owned)) {
            Some(name) => self.descend(value, &[name], span),
            None if matches!(&value.kind, Kind::Set(set) if !set.is_list()) => {
                self.error(span, "has an index into a set")
            }
            // Whatever it is, it is made of all of the collection.
            None if !self.charge(value) => self.too_large(span),
            None => self
                .element_at(value, index, span)
                .or_else(|| self.any_part(value, index, span))
                .unwrap_or_else(|| self.open(span, "[]", &[value, index])),
        }
    }

    /// What all parts have in common that an index may name; `None` where it is not known which there are.
    fn any_part(&self, value: &Value, index: &Value, span: Span) -> Option<Value> {
        let (answers, is_sure) = match &value.kind {
            Kind::Map(map) if map.rest.is_none() => answers_of(map, &text(index)?),
            Kind::List(list) if list.rest.is_none() && list.may_shrink().is_none() => {
                let bounds = index.as_unknown().map_or_else(Range::default, |index| index.nature.number);
                let items = list.items.iter().enumerate();
                let items = items.filter(|(at, _)| i64::try_from(*at).is_ok_and(|at| bounds.has(at)));
                (items.map(|(_, item)| item.clone()).collect(), false)
            }
            _ => return None,
        };
        if answers.is_empty() {
            return Some(self.error(span, "has no part that its index may name"));
        }
        if let Some(told) = self.told_apart(value, index, (&answers, is_sure), span) {
            return Some(told);
        }
        let open = self.open(span, "[]", &[value, index]);
        let answers: Vec<&Value> = answers.iter().collect();
        let operands = [value, index];
        Some(self.one_among(&answers, open, if is_sure { &[] } else { &operands }, span))
    }

    /// What is not known as one of these, few of them: what they have in common is known of it.
    pub(super) fn as_one_of(&self, open: Value, answers: &mut dyn Iterator<Item = Value>) -> Value {
        let Some(unknown) = open.as_unknown() else { return open };
        let answers: Vec<_> = answers.take(MAX_ANSWERS + 1).collect();
        if answers.len() > MAX_ANSWERS || !answers.iter().all(|answer| self.charge(answer)) {
            return open;
        }
        match in_common(&answers.iter().collect::<Vec<_>>(), unknown).kind {
            Kind::Unknown(one) => open.known(&one.nature),
            Kind::String(text) => text.known().map_or(open.clone(), |text| open.known(&Nature::only([text]))),
            _ => open,
        }
    }

    /// The part of a map by a key that is not known, where it is told apart from the others by its key.
    pub(super) fn part_by_key(&self, value: &Value, index: &Value, span: Span) -> Option<Value> {
        let map = value.as_map().filter(|map| map.rest.is_none())?;
        let (answers, is_sure) = answers_of(map, &text(index)?);
        self.told_apart(value, index, (&answers, is_sure), span)
    }

    /// A few answers that may be counts or conditions, by the key that each has.
    fn told_apart(
        &self,
        value: &Value,
        index: &Value,
        (answers, is_sure): (&[Value], bool),
        span: Span,
    ) -> Option<Value> {
        let (map, key) = (value.as_map()?, index.as_unknown()?);
        let is_told = |it: &Value| matches!(it.kind, Kind::Bool(_) | Kind::Number(_));
        let (first, others) = answers.split_first()?;
        let are_alike = others.iter().all(|it| it.same(first) == Truth::True);
        if answers.len() > MAX_TOLD_APART || are_alike || !answers.iter().all(is_told) {
            return None;
        }
        let may_be = |name: &str| Text::hole(Arc::clone(key)).same(&Text::from(name)) != Truth::False;
        let mut entries: Vec<_> = map.iter().filter(|(name, _)| may_be(name)).collect();
        let last = if is_sure { entries.pop().map(|(_, entry)| entry.value.clone()) } else { None };
        let none = last.unwrap_or_else(|| self.error(span, "has no part that its index may name"));
        Some(entries.into_iter().rev().fold(none, |others, (name, entry)| {
            let shown = format!("{} == {}", key.expression, quoted(name));
            match self.whether_same(index, &Value::string(&**name, span), shown, span).kind {
                Kind::Unknown(is_it) => chosen(&is_it, entry.value.clone(), others, span),
                Kind::Bool(false) => others,
                _ => entry.value.clone(),
            }
        }))
    }

    /// One of these, which is not known: what they have in common. It may be an error where some operands are refused.
    pub(super) fn one_among(&self, answers: &[&Value], open: Value, refused: &[&Value], span: Span) -> Value {
        let open = if refused.is_empty() { surely(open) } else { open };
        let Some(unknown) = open.as_unknown().filter(|_| answers.len() <= MAX_ANSWERS) else { return open };
        if !answers.iter().all(|answer| self.charge(answer)) {
            return self.too_large(span);
        }
        let mut one = in_common(answers, unknown);
        if one.as_unknown().is_none() {
            one = one.used_at(span, "one of several, which have this in common");
        }
        self.unless_refused(one, refused, span)
    }

    fn splat(&self, value: &Value, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let each = |item: &Value| self.part_of(item, steps, span, context);
        self.nested(span, &|| match &value.kind {
            Kind::Null => Value::list(Vec::new(), span),
            Kind::List(list) => {
                let items: Vec<Value> = list.items.iter().map(each).collect();
                let rest = list.rest.as_ref().map(|rest| Value::new(Kind::Unknown(Arc::clone(rest)), span));
                let rest = rest.and_then(|rest| self.splat(&rest, steps, span, context).as_unknown().cloned());
                self.gathered_of(items, span, |items| Value::new(Kind::List(List { items, rest }), span))
            }
            Kind::Unknown(_) => self.splat_unknown(value, &each, span, context),
            Kind::Set(set) => {
                let items: Vec<Value> = set.items().iter().map(each).collect();
                let rest = set.rest.as_ref().map(|rest| Value::new(Kind::Unknown(Arc::clone(rest)), span));
                let rest = rest.and_then(|rest| self.splat(&rest, steps, span, context).as_unknown().cloned());
                self.gathered_of(items, span, |items| Value::new(set.listed(items, rest), span))
            }
            _ => Value::list(vec![each(value)], span),
        })
    }
}

/// The values of a map that a key may name, and whether it surely names one.
pub(super) fn answers_of(map: &Map, key: &Text) -> (Vec<Value>, bool) {
    let entries = map.iter().filter(|(name, _)| key.same(&Text::from(&***name)) != Truth::False);
    let is_sure = key.nature().texts().is_some_and(|texts| texts.iter().all(|text| map.get(text).is_some()));
    (entries.map(|(_, entry)| entry.value.clone()).collect(), is_sure && key.holes().all(|hole| hole.nature.is_set))
}

/// The part of a value by a name or a number, where it is known to be there.
fn known_part<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match &value.kind {
        Kind::Map(map) => map.get(name),
        Kind::List(list) => list.items.get(name.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The name of an attribute step.
pub(super) fn attribute(step: Option<&Decorated<TraversalOperator>>) -> Option<&str> {
    match step?.value() {
        TraversalOperator::GetAttr(name) => Some(name.as_str()),
        _ => None,
    }
}

/// The steps with a dot at the start, which a `.*` takes for each item, and those after them.
pub(super) fn attribute_steps(steps: Steps<'_>) -> (Steps<'_>, Steps<'_>) {
    use TraversalOperator::{GetAttr, LegacyIndex};
    let has_dot = |step: &Decorated<TraversalOperator>| matches!(step.value(), GetAttr(_) | LegacyIndex(_));
    let end = steps.iter().position(|step| !has_dot(step)).unwrap_or(steps.len());
    steps.split_at_checked(end).unwrap_or((steps, &[]))
}
