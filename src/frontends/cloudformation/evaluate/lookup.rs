//! `Fn::FindInMap`.
//!
//! A key that deployment decides makes a choice of the entries that it may name.

use std::sync::Arc;

use super::evaluator::{Evaluator, arguments};
use crate::finding::ProblemKind;
use crate::source::Span;
use crate::value::{Map, Symbol, Text, Truth, Value, in_common};

/// How many entries a key that is not known may choose from.
pub(super) const MAX_ENTRIES: usize = 48;

/// How many entries or items are held against each other for what they have in common, of which one is chosen.
pub(super) const MAX_ANSWERS: usize = 256;

impl Evaluator<'_> {
    pub(super) fn find_in_map(&self, argument: &Value, span: Span) -> Value {
        let parts = arguments(argument);
        let ([map, first, second], options) = match parts {
            [map, first, second] => ([map, first, second], None),
            [map, first, second, options] => ([map, first, second], Some(options)),
            _ => return self.misused("Fn::FindInMap", span, "takes a list of a map and two keys"),
        };
        let default = options.and_then(|options| options.get("DefaultValue"));
        if let Some(default) = default {
            self.needs_extensions("DefaultValue", default.span());
        }
        let default = default.map(|default| self.value(default));
        let keys = [self.in_text(map), self.in_text(first), self.in_text(second)];
        self.distribute(span, &keys, false, &|keys| {
            let texts: Vec<_> = keys.iter().filter_map(Value::to_text).collect();
            match texts.as_slice() {
                [map, first, second] => self.entry(map, first, second, default.as_ref(), span),
                _ => self.misused("Fn::FindInMap", span, "takes texts as map and keys"),
            }
        })
    }

    fn entry(&self, map: &Text, first: &Text, second: &Text, default: Option<&Value>, span: Span) -> Value {
        let Some(name) = map.as_str() else { return self.not_known(&[map, first, second], span) };
        let mappings = &self.mappings;
        let Some(found) = mappings.get(name).and_then(Value::as_map) else {
            return match (default, &mappings.rest) {
                (_, Some(_)) => self.not_known(&[map, first, second], span),
                (Some(default), None) => default.clone(),
                (None, None) => self.missing(&format!("there is no mapping `{name}`"), span),
            };
        };
        self.step(&self.opened(found), first, default, &[map, first, second], span, &|rows| match rows.as_map() {
            Some(row) => self.step(&self.opened(row), second, default, &[map, first, second], span, &|value| {
                let what = format!("`{}` of `{}` in the mapping `{name}`", second.display(), first.display());
                self.value(value).used_at(span, what)
            }),
            None => self.missing(&format!("the mapping `{name}` does not have two levels"), span),
        })
    }

    /// What is behind a key of a map: behind each key that it may be, where it is not known.
    fn step(
        &self,
        map: &Map,
        key: &Text,
        default: Option<&Value>,
        texts: &[&Text],
        span: Span,
        go_on: &dyn Fn(&Value) -> Value,
    ) -> Value {
        if let Some(known) = key.as_str() {
            return match (map.get(known), default) {
                (Some(value), _) => go_on(value),
                // What is taken in from elsewhere may hold it.
                (None, _) if map.rest.is_some() => self.not_known(texts, span),
                (None, Some(default)) => default.clone(),
                // A parameter of this default is one that whoever deploys gives.
                (None, None) if known.is_empty() => {
                    self.undecided("Fn::FindInMap", span, "finds nothing with these values")
                }
                (None, None) => self.missing(&format!("no mapping has the key `{known}` here"), span),
            };
        }
        if map.rest.is_some() {
            return self.not_known(texts, span);
        }
        if map.len() > MAX_ENTRIES {
            let may_be = map.iter().filter(|(name, _)| key.same(&Text::from(&***name)) != Truth::False);
            let may_be: Vec<_> = may_be.take(MAX_ANSWERS + 1).collect();
            let open = self.not_known(texts, span);
            if may_be.len() > MAX_ANSWERS {
                return open;
            }
            let answers = may_be.into_iter().map(|(_, entry)| go_on(&entry.value));
            let answers: Vec<_> = answers.chain(default.cloned()).collect();
            let answers: Vec<_> = answers.iter().collect();
            return open.as_unknown().map_or_else(|| open.clone(), |unknown| in_common(&answers, unknown));
        }
        let cases = map.iter().map(|(key, entry)| (Arc::clone(key), go_on(&entry.value))).collect();
        self.by_text(key, cases, default.cloned())
            .unwrap_or_else(|| self.missing("none of the parameter's values is a key of the mapping", span))
    }

    fn missing(&self, message: &str, span: Span) -> Value {
        self.report(ProblemKind::Invalid, span, format!("`Fn::FindInMap` finds nothing: {message}"));
        self.undecided("Fn::FindInMap", span, "finds nothing")
    }

    fn not_known(&self, texts: &[&Text], span: Span) -> Value {
        let names = texts.iter().map(|text| text.symbol());
        // Another stack has mappings of its own.
        let symbol = Symbol::operation("Fn::FindInMap", [self.own("")].into_iter().chain(names));
        self.undecided_as("Fn::FindInMap", symbol, span, "looks up what is not known")
    }
}
