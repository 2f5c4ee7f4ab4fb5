//! Instances before they have an address: by numbers, keys, and choices between them.

use std::collections::HashSet;
use std::sync::Arc;

use super::conversion::index;
use super::evaluator::Evaluator;
use super::expansion::{How, Instance, MAX_INSTANCES, quoted, shown_index};
use super::for_expression::items;
use super::scope::Scope;
use super::there::There;
use crate::model::{Family, Presence};
use crate::source::Span;
use crate::value::{Kind, Map, Number, Text, Truth, Unknown, Value};

/// How many values a choice may come down to whose instances are told apart.
const MAX_LEAVES: usize = 64;

/// How many pairs of keys that may be the same are told apart.
const MAX_ALIKE: usize = 3;

/// An instance before it has an address.
pub(super) struct Draft {
    pub(super) key: Option<Text>,
    pub(super) family: Option<Family>,
    pub(super) value: Value,
    pub(super) there: There,
}

impl Evaluator<'_> {
    /// Instances by a value that may be a choice: those of one branch only are there where it is taken.
    pub(super) fn drafts(&self, value: &Value, of: &dyn Fn(&Value) -> Vec<Draft>) -> Vec<Draft> {
        if leaves(value) > MAX_LEAVES {
            return of(&self.open(value.span(), "instances", &[value]));
        }
        let Kind::Choice(choice) = &value.kind else { return of(value) };
        let [where_true, where_false] = [true, false].map(|answer| There::when(&choice.condition, answer));
        let mut drafts = self.drafts(&choice.when_true, of);
        let mut others = self.drafts(&choice.when_false, of);
        if family_of(&drafts).zip(family_of(&others)).is_some_and(|(a, b)| a.of != b.of) {
            return of(&self.open(value.span(), "instances", &[value]));
        }
        for draft in &mut drafts {
            let there = where_true.and(&draft.there);
            draft.there = match others.iter().position(|other| other.is(draft)) {
                Some(at) => {
                    let other = others.remove(at);
                    draft.value = Value::choice(Arc::clone(&choice.condition), draft.value.clone(), other.value);
                    // Where both rest on the same, this condition adds nothing.
                    let is_free = draft.there.presence.is_same(&other.there.presence);
                    if is_free { draft.there.or(&other.there) } else { there.or(&where_false.and(&other.there)) }
                }
                None => there,
            };
        }
        others.iter_mut().for_each(|other| other.there = where_false.and(&other.there));
        drafts.extend(others);
        drafts
    }

    /// The text of the condition that a count rests on: of `var.on ? 1 : 0` it is `var.on`.
    pub(super) fn shown_count(&self, span: Span) -> String {
        let shown = self.shown(span);
        let condition = shown.strip_suffix(" ? 1 : 0").filter(|it| !it.contains(" ? "));
        condition.map_or_else(|| format!("{shown} > 0"), str::to_owned)
    }

    pub(super) fn counted(&self, value: &Value) -> Vec<Draft> {
        let span = value.span();
        match index(value) {
            Some(count) => (0..count.min(MAX_INSTANCES + 1))
                .map(|at| {
                    let number = Value::new(Kind::Number(Number::from(at)), span);
                    Draft::one(Text::from(at.to_string()), number)
                })
                .collect(),
            None => vec![self.family(How::Count, value)],
        }
    }

    /// The instances of a map or set: one for each key, also where letters of it are not known, so long as no other key
    /// can be the same; one for all others.
    pub(super) fn keyed(&self, value: &Value) -> Vec<Draft> {
        let span = value.span();
        let Some((items, rest)) = items(value) else { return vec![self.family(How::ForEach, value)] };
        let is_set = matches!(value.kind, Kind::List(_) | Kind::Set(_));
        let (mut drafts, mut is_open) = (Vec::with_capacity(items.len().min(MAX_INSTANCES + 1)), false);
        let mut seen = HashSet::new();
        for (key, item) in items.into_iter().take(MAX_INSTANCES + 1) {
            let key = if is_set { item.clone() } else { key };
            match key.to_text() {
                Some(name) if name.as_str().is_some_and(|name| !seen.insert(name.to_owned())) => {}
                Some(name) => drafts.push(Draft::one(name, each(key, item, span))),
                None => is_open = true,
            }
        }
        is_open |= self.tell_apart(&mut drafts);
        if let Some(rest) = rest {
            drafts.push(self.family(How::ForEach, &Value::new(Kind::Unknown(rest), span)));
        } else if is_open {
            drafts.push(self.family(How::ForEach, value));
        }
        drafts
    }

    /// Of instances whose keys may be the same, keeps the one of which more is known where they are. Says whether they
    /// are too many to be told apart: then it takes all away whose keys are not known.
    fn tell_apart(&self, drafts: &mut Vec<Draft>) -> bool {
        let is_open = |draft: &Draft| draft.key.as_ref().is_some_and(|key| key.as_str().is_none());
        let (mut alike, mut again) = (Vec::new(), HashSet::new());
        for (at, one) in drafts.iter().enumerate().filter(|(_, draft)| is_open(draft)) {
            let others = drafts.iter().enumerate().filter(|(other, draft)| *other > at || !is_open(draft));
            for (_, other) in others {
                match one.key.as_ref().zip(other.key.as_ref()).map(|(a, b)| (a.same(b), quoted(a) == quoted(b))) {
                    Some((Truth::True, _)) => drop(again.insert(at)),
                    Some((Truth::Unknown, false)) => alike.push((at, self.same_key(one, other))),
                    // Two of one address could not be told apart by those who read it.
                    Some((_, true)) => alike.push((at, None)),
                    _ => {}
                }
            }
        }
        let is_crowded = alike.len() > MAX_ALIKE || alike.iter().any(|(_, condition)| condition.is_none());
        for (at, condition) in alike.into_iter().filter(|_| !is_crowded) {
            if let (Some(draft), Some(condition)) = (drafts.get_mut(at), condition) {
                draft.there = draft.there.and(&There::when(&condition, false));
            }
        }
        let mut at = 0..;
        drafts.retain(|draft| at.next().is_some_and(|at| !again.contains(&at)) && !(is_crowded && is_open(draft)));
        is_crowded
    }

    /// That two instances have the same key.
    fn same_key(&self, one: &Draft, other: &Draft) -> Option<Arc<Unknown>> {
        let (a, b) = (one.value.get("key")?, other.value.get("key")?);
        let shown = format!("{} == {}", quoted(&a.to_text()?), quoted(&b.to_text()?));
        self.whether_same(a, b, shown, one.value.span()).as_unknown().cloned()
    }

    /// One instance that stands for all that are not known, and is there where there are any.
    fn family(&self, how: How, cause: &Value) -> Draft {
        let span = cause.span();
        let any = match how {
            How::ForEach => self.any_element(cause, "each.key", format!("length({}) > 0", self.shown(span))),
            _ => self.any_element(cause, "count.index", self.shown_count(span)),
        };
        let known = cause.as_unknown().filter(|_| how == How::ForEach).and_then(|of| self.known_element(&of.symbol));
        let element = known.filter(|element| element.key.to_text().is_some()).unwrap_or_else(|| any.clone());
        let is_taken = self.families.iter().any(|it| it.of == element.of);
        let name = if how == How::ForEach { "each.key" } else { "count.index" };
        let element = if is_taken { self.any_other(cause, name, any) } else { element };
        let key = element.key.to_text();
        let family = key.is_some().then(|| Family { of: element.of, key: element.key.clone(), call: None });
        let value = if how == How::Count { element.key } else { each(element.key, element.value, span) };
        Draft { key, family, value, there: element.there }
    }
}

/// How many values a choice comes down to.
pub(super) fn leaves(value: &Value) -> usize {
    match &value.kind {
        Kind::Choice(choice) => leaves(&choice.when_true) + leaves(&choice.when_false),
        _ => 1,
    }
}

/// The value of `each`: an object with the key and the value.
fn each(key: Value, value: Value, span: Span) -> Value {
    let mut each = Map::default();
    each.insert("key", key.span(), key);
    each.insert("value", value.span(), value);
    Value::map(each, span)
}

/// What makes the instances that are not known, where there are such.
fn family_of(drafts: &[Draft]) -> Option<&Family> {
    drafts.iter().find_map(|draft| draft.family.as_ref())
}

impl Draft {
    pub(super) fn single(span: Span) -> Self {
        Draft { key: None, family: None, value: Value::null(span), there: There::default() }
    }

    /// The instance of a key.
    fn one(key: Text, value: Value) -> Self {
        Draft { key: Some(key), family: None, value, there: There::default() }
    }

    /// Whether both are the same instance: keys are told apart within one branch, so those of two are one where they
    /// can be.
    fn is(&self, other: &Draft) -> bool {
        self.family.is_some() == other.family.is_some()
            && self.key.as_ref().zip(other.key.as_ref()).is_none_or(|(a, b)| a.same(b) == Truth::True)
    }

    /// The same, with its condition shown as this expression.
    pub(super) fn shown_as(mut self, expression: &str) -> Self {
        if let Presence::When(condition, true) = &self.there.presence {
            let shown = Unknown { expression: expression.into(), ..Unknown::clone(condition) };
            self.there.presence = Presence::When(Arc::new(shown), true);
        }
        self
    }

    pub(super) fn finish(self, how: How, address: &str, there: There) -> Instance {
        let suffix = match (how, &self.key) {
            (How::Count, Some(_)) if self.family.is_some() => "[*]".to_owned(),
            (How::ForEach, Some(_)) if self.family.is_some() => "[\"*\"]".to_owned(),
            (_, Some(key)) => shown_index(how, key),
            (_, None) => String::new(),
        };
        let scope = match how {
            How::Single => Scope::default(),
            How::Count => Scope::default().with("count", counted(self.value.clone())),
            How::ForEach => Scope::default().with("each", self.value.clone()),
        };
        let scope = self.family.iter().fold(scope, |scope, family| scope.within(family.of.clone()));
        let address = format!("{address}{suffix}").into();
        let There { presence, world } = there;
        let Draft { key, family, .. } = self;
        Instance { address, key, family, scope, own: self.there.presence, presence, world }
    }
}

/// The value of `count`: an object with the index.
fn counted(index: Value) -> Value {
    let span = index.span();
    let mut count = Map::default();
    count.insert("index", span, index);
    Value::map(count, span)
}
