//! `count` and `for_each`: which instances a block has.
//!
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/count>,
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/for_each>

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::condition::There;
use super::conversion::index;
use super::for_expression::items;
use super::{Evaluator, Scope};
use crate::finding::{Problem, ProblemKind};
use crate::frontends::terraform::module::{Argument, Declaration};
use crate::model::Presence;
use crate::source::Span;
use crate::value::{Kind, Map, Number, Unknown, Value, World};

/// How many instances one block may have.
const MAX_INSTANCES: usize = 1_000;

/// How many values a choice may come down to whose instances are told apart.
const MAX_LEAVES: usize = 64;

/// The instances of a block.
#[derive(Debug, Default)]
pub(super) struct Expansion {
    pub(super) how: How,
    pub(super) instances: Vec<Instance>,
    by_key: HashMap<String, usize>,
}

impl Expansion {
    fn new(how: How, instances: Vec<Instance>) -> Self {
        let mut by_key = HashMap::with_capacity(instances.len());
        for (at, instance) in instances.iter().enumerate() {
            if let Some(key) = &instance.key {
                by_key.entry(key.clone()).or_insert(at);
            }
        }
        Expansion { how, instances, by_key }
    }

    /// The instance of a key.
    pub(super) fn keyed(&self, key: &str) -> Option<&Instance> {
        self.instances.get(*self.by_key.get(key)?)
    }

    /// The instance that stands for those that are not known.
    pub(super) fn representative(&self) -> Option<&Instance> {
        self.instances.iter().find(|it| it.key.is_none())
    }
}

/// What makes instances of a block.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum How {
    /// Nothing: there is one.
    #[default]
    Single,
    Count,
    ForEach,
}

/// One instance of a block.
#[derive(Clone, Debug)]
pub(in super::super) struct Instance {
    /// Its address within the module, with the key.
    pub(in super::super) address: Arc<str>,
    /// What it is looked up by: `0`, `logs`; `None` where one instance stands for all that are not known.
    pub(super) key: Option<String>,
    pub(in super::super) scope: Scope,
    /// Whether it is there where its module is.
    pub(super) own: Presence,
    /// Whether it is there at all.
    pub(in super::super) presence: Presence,
    /// The answers that hold wherever it is there.
    pub(in super::super) world: World,
}

/// An instance before it has an address.
struct Draft {
    key: Option<String>,
    value: Value,
    there: There,
}

impl Evaluator<'_> {
    /// The instances of a block.
    pub(in super::super) fn instances(&self, it: &Declaration<'_>, address: &str) -> Vec<Instance> {
        self.expansion(it, address).instances.clone()
    }

    pub(super) fn expansion(&self, it: &Declaration<'_>, address: &str) -> Rc<Expansion> {
        // Two blocks of one address have instances of their own.
        let key = format!("{address}@{}", it.header().start);
        if let Some(known) = self.expansions.borrow().get(&key) {
            return Rc::clone(known);
        }
        let expansion = Rc::new(self.expand(it, address, &key));
        self.expansions.borrow_mut().insert(key, Rc::clone(&expansion));
        expansion
    }

    fn expand(&self, it: &Declaration<'_>, address: &str, key: &str) -> Expansion {
        let module = self.world();
        let value = |argument: Argument<'_>| {
            let span = argument.place.span(argument.expression);
            self.remember(&format!("{key}#instances"), address, span, || self.top_level(argument)).under(&module)
        };
        let counted = |count: Argument<'_>| self.shown_count(count.place.span(count.expression));
        let (how, mut drafts) = match (it.argument("count"), it.argument("for_each")) {
            (Some(count), _) => {
                let of = value(count);
                let drafts = self.drafts(&of, &|value| self.counted(value)).into_iter();
                // People know the expression, not the conditions that it was taken apart into.
                let shown = |draft: Draft| if leaves(&of) > 2 { draft.shown_as(&counted(count)) } else { draft };
                (How::Count, drafts.map(shown).collect::<Vec<_>>())
            }
            (None, Some(each)) => (How::ForEach, self.drafts(&value(each), &|value| self.keyed(value))),
            (None, None) => (How::Single, vec![Draft::single(it.header())]),
        };
        if drafts.len() > MAX_INSTANCES {
            let message = format!("this block has more than {MAX_INSTANCES} instances");
            let problem = Problem::at(ProblemKind::Limit, it.header(), message);
            self.report(problem.help("the instances past that are not judged"));
        }
        let taken = self.run.take_instances(drafts.len().min(MAX_INSTANCES), it.header());
        drafts.truncate(taken);
        Expansion::new(how, drafts.into_iter().filter_map(|draft| self.placed(draft, how, address, &module)).collect())
    }

    /// The instance of a draft in this module; `None` where it is never there when the module is.
    fn placed(&self, draft: Draft, how: How, address: &str, module: &World) -> Option<Instance> {
        if draft.there.contradicts(module) {
            return None;
        }
        let own = match &draft.there.presence {
            Presence::When(condition, answer) if module.answer(&condition.symbol) == Some(*answer) => There::default(),
            _ => draft.there.clone(),
        };
        let there = There { presence: self.presence(), world: module.clone() }.and(&own);
        Some(draft.finish(how, address, there))
    }

    /// Instances by a value that may be a choice: those of one branch only are there where it is taken.
    fn drafts(&self, value: &Value, of: &dyn Fn(&Value) -> Vec<Draft>) -> Vec<Draft> {
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
    fn shown_count(&self, span: Span) -> String {
        let shown = self.shown(span);
        let condition = shown.strip_suffix(" ? 1 : 0").filter(|it| !it.contains(" ? "));
        condition.map_or_else(|| format!("{shown} > 0"), str::to_owned)
    }

    fn counted(&self, value: &Value) -> Vec<Draft> {
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

    fn keyed(&self, value: &Value) -> Vec<Draft> {
        let span = value.span();
        let Some((items, rest)) = items(value) else { return vec![self.representative(How::ForEach, value, &[])] };
        let is_set = matches!(value.kind, Kind::List(_));
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
            found.unwrap_or_else(|| self.open_as(name.to_owned(), span, name, &[cause]))
        };
        let mut value = Map::default();
        value.insert("key", span, part("each.key"));
        value.insert("value", span, part("each.value"));
        value.insert("index", span, part("count.index"));
        let there = if known.is_empty() {
            let shown =
                if how == How::Count { self.shown_count(span) } else { format!("length({}) > 0", self.shown(span)) };
            let there = self.open_as(shown, span, "instances of", &[cause]);
            there.as_unknown().map_or_else(There::default, |there| There::when(there, true))
        } else {
            There::default()
        };
        Draft { key: None, value: Value::map(value, span), there }
    }
}

/// How many values a choice comes down to.
fn leaves(value: &Value) -> usize {
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
    fn single(span: Span) -> Self {
        Draft { key: None, value: Value::null(span), there: There::default() }
    }

    /// The same, with its condition shown as this expression.
    fn shown_as(mut self, expression: &str) -> Self {
        if let Presence::When(condition, true) = &self.there.presence {
            let shown = Unknown { expression: expression.into(), ..Unknown::clone(condition) };
            self.there.presence = Presence::When(Arc::new(shown), true);
        }
        self
    }

    fn finish(self, how: How, address: &str, there: There) -> Instance {
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

/// A key as Terraform prints it in addresses.
pub(super) fn quoted(key: &str) -> String {
    let mut out = String::from("\"");
    let mut letters = key.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '$' | '%' if letters.peek() == Some(&'{') => out.extend([letter, letter]),
            letter if letter.is_control() => out.push_str(&format!("\\u{:04x}", u32::from(letter))),
            letter => out.push(letter),
        }
    }
    out.push('"');
    out
}

/// The unknown that stands for instances that are not known.
pub(super) fn unknown_instances(instance: &Instance) -> Option<&Arc<Unknown>> {
    match &instance.own {
        Presence::When(condition, _) if instance.key.is_none() => Some(condition),
        _ => None,
    }
}
