//! Instances before they have an address: by numbers, keys, and choices between them.

use std::collections::HashSet;
use std::sync::Arc;

use super::condition::There;
use super::conversion::index;
use super::expand::{How, Instance, MAX_INSTANCES, quoted};
use super::for_expression::items;
use super::unknown::surely;
use super::{Evaluator, Scope};
use crate::model::Presence;
use crate::source::Span;
use crate::value::{Kind, Map, Number, Unknown, Value};

/// How many values a choice may come down to whose instances are told apart.
const MAX_LEAVES: usize = 64;

/// An instance before it has an address.
pub(super) struct Draft {
    pub(super) key: Option<String>,
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
        for draft in &mut drafts {
            let there = where_true.and(&draft.there);
            draft.there = match others.iter().position(|other| other.key == draft.key) {
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
                    Draft { key: Some(at.to_string()), value: number, there: There::default() }
                })
                .collect(),
            None => vec![self.representative(How::Count, value, &[])],
        }
    }

    pub(super) fn keyed(&self, value: &Value) -> Vec<Draft> {
        let span = value.span();
        let Some((items, rest)) = items(value) else { return vec![self.representative(How::ForEach, value, &[])] };
        let is_set = matches!(value.kind, Kind::List(_) | Kind::Set(_));
        let mut drafts = Vec::with_capacity(items.len().min(MAX_INSTANCES + 1));
        let mut seen = HashSet::new();
        for (key, item) in items.into_iter().take(MAX_INSTANCES + 1) {
            let key = if is_set { item.clone() } else { key };
            match key.to_text().and_then(|key| key.as_str().map(str::to_owned)) {
                Some(name) if !seen.insert(name.clone()) => {}
                Some(name) => {
                    drafts.push(Draft { key: Some(name), value: each(key, item, span), there: There::default() });
                }
                None => drafts.push(self.representative(How::ForEach, &key, &[("each.value", item)])),
            }
        }
        if let Some(rest) = rest {
            drafts.push(self.representative(How::ForEach, &Value::new(Kind::Unknown(rest), span), &[]));
        }
        drafts
    }

    /// One instance that stands for all that are not known, and is there where there are any.
    fn representative(&self, how: How, cause: &Value, known: &[(&str, Value)]) -> Draft {
        let span = cause.span();
        let part = |name: &str| {
            let found = known.iter().find(|(of, _)| *of == name).map(|(_, value)| value.clone());
            found.unwrap_or_else(|| surely(self.open_as(name.to_owned(), span, name, &[cause])))
        };
        let mut value = Map::default();
        value.insert("key", span, part("each.key"));
        value.insert("value", span, part("each.value"));
        value.insert("index", span, part("count.index"));
        let there = if known.is_empty() {
            let shown =
                if how == How::Count { self.shown_count(span) } else { format!("length({}) > 0", self.shown(span)) };
            let there = match how {
                How::Count => self.more_than_none(shown, cause, span),
                _ => self.more_than_none(shown, &self.open(span, "length", &[cause]), span),
            };
            there.as_unknown().map_or_else(There::default, |there| There::when(there, true))
        } else {
            There::default()
        };
        Draft { key: None, value: Value::map(value, span), there }
    }
}

/// How many values a choice comes down to.
pub(super) fn leaves(value: &Value) -> usize {
    match &value.kind {
        Kind::Choice(choice) => leaves(&choice.when_true) + leaves(&choice.when_false),
        _ => 1,
    }
}

fn each(key: Value, value: Value, span: Span) -> Value {
    let mut each = Map::default();
    each.insert("key", key.span(), key);
    each.insert("value", value.span(), value);
    Value::map(each, span)
}

impl Draft {
    pub(super) fn single(span: Span) -> Self {
        Draft { key: None, value: Value::null(span), there: There::default() }
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
            (How::Single, _) => String::new(),
            (How::Count, Some(key)) => format!("[{key}]"),
            (How::Count, None) => "[*]".to_owned(),
            (How::ForEach, Some(key)) => format!("[{}]", quoted(key)),
            (How::ForEach, None) => "[\"*\"]".to_owned(),
        };
        let scope = match how {
            How::Single => Scope::default(),
            How::Count => Scope::default().with("count", self.count()),
            How::ForEach => Scope::default().with("each", self.value.clone()),
        };
        let address = format!("{address}{suffix}").into();
        let There { presence, world } = there;
        Instance { address, key: self.key, scope, own: self.there.presence, presence, world }
    }

    /// The value of `count`: an object with the index.
    fn count(&self) -> Value {
        let span = self.value.span();
        let index = self.value.get("index").unwrap_or(&self.value).clone();
        let mut count = Map::default();
        count.insert("index", span, index);
        Value::map(count, span)
    }
}
