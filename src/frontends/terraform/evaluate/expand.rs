//! `count` and `for_each`: which instances a block has.
//!
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/count>,
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/for_each>

use std::collections::{HashMap, HashSet};
use std::rc::Rc;
use std::sync::Arc;

use super::conversion::index;
use super::expression::items;
use super::{Evaluator, Scope};
use crate::finding::{Problem, ProblemKind};
use crate::frontends::terraform::module::{Argument, Declaration};
use crate::model::Presence;
use crate::source::Span;
use crate::value::{Kind, Map, Number, Unknown, Value, World};

/// How many instances one block may have.
const MAX_INSTANCES: usize = 1_000;

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
    presence: Presence,
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
        let (how, mut drafts) = match (it.argument("count"), it.argument("for_each")) {
            (Some(count), _) => (How::Count, self.drafts(&value(count), &|value| self.counted(value))),
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
        let own = draft.presence.clone();
        let (presence, world) = match &own {
            Presence::Always => (self.presence(), module.clone()),
            Presence::When(condition, answer) => match module.answer(&condition.symbol) {
                Some(known) if known == *answer => (self.presence(), module.clone()),
                Some(_) => return None,
                None => (both(self.presence(), condition, *answer), module.clone().with(condition, *answer)),
            },
        };
        Some(draft.finish(how, address, presence, world))
    }

    /// Instances by a value that may be a choice: those of one branch only are there where it is taken.
    fn drafts(&self, value: &Value, of: &dyn Fn(&Value) -> Vec<Draft>) -> Vec<Draft> {
        let Kind::Choice(choice) = &value.kind else { return of(value) };
        let nested = |value: &Value| matches!(value.kind, Kind::Choice(_));
        if nested(&choice.when_true) || nested(&choice.when_false) {
            return self.drafts_of_many(value, of);
        }
        let mut drafts = of(&choice.when_true);
        let mut others = of(&choice.when_false);
        for draft in &mut drafts {
            match others.iter().position(|other| other.key == draft.key) {
                Some(at) => {
                    let other = others.remove(at);
                    let value = Value::choice(Arc::clone(&choice.condition), draft.value.clone(), other.value);
                    draft.value = value;
                }
                None => draft.presence = Presence::When(Arc::clone(&choice.condition), true),
            }
        }
        others.iter_mut().for_each(|other| other.presence = Presence::When(Arc::clone(&choice.condition), false));
        drafts.extend(others);
        drafts
    }

    /// Instances by several open conditions: one that stands alone wherever there is any keeps its address, and is there
    /// on a condition of its own.
    fn drafts_of_many(&self, value: &Value, of: &dyn Fn(&Value) -> Vec<Draft>) -> Vec<Draft> {
        let open = self.open(value.span(), "instances", &[value]);
        let mut leaves = Vec::new();
        leaves_of(value, &mut leaves);
        let mut all: Vec<Draft> = leaves.into_iter().flat_map(of).collect();
        let key = all.first().and_then(|draft| draft.key.clone());
        let representative = || of(&open);
        match (all.pop(), representative().pop()) {
            (Some(mut only), Some(there)) if key.is_some() && only.key == key && all.iter().all(|it| it.key == key) => {
                only.presence = there.presence;
                vec![only]
            }
            _ => representative(),
        }
    }

    fn counted(&self, value: &Value) -> Vec<Draft> {
        let span = value.span();
        match index(value) {
            Some(count) => (0..count.min(MAX_INSTANCES + 1))
                .map(|at| {
                    let number = Value::new(Kind::Number(Number::from(at)), span);
                    Draft { key: Some(at.to_string()), value: number, presence: Presence::Always }
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
                    drafts.push(Draft { key: Some(name), value: each(key, item, span), presence: Presence::Always });
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
        let presence = if known.is_empty() {
            let shown = if how == How::Count { self.shown(span) } else { format!("length({})", self.shown(span)) };
            let shown = format!("{shown} > 0");
            let there = self.open_as(shown, span, "instances of", &[cause]);
            there.as_unknown().map_or(Presence::Always, |there| Presence::When(Arc::clone(there), true))
        } else {
            Presence::Always
        };
        Draft { key: None, value: Value::map(value, span), presence }
    }
}

/// The presence of what is there only where a module is and a condition has an answer.
fn both(module: Presence, condition: &Arc<Unknown>, answer: bool) -> Presence {
    let Presence::When(of_module, of_answer) = module else { return Presence::When(Arc::clone(condition), answer) };
    let part = |condition: &Unknown, answer: bool, text: &str| {
        if answer { text.to_owned() } else { format!("!({})", condition.expression) }
    };
    let shown = format!(
        "{} && {}",
        part(&of_module, of_answer, &of_module.expression),
        part(condition, answer, &condition.expression)
    );
    let symbol = format!("({}={of_answer} && {}={answer})", of_module.symbol.0, condition.symbol.0);
    let reason = Arc::clone(&condition.reason);
    Presence::When(Arc::new(Unknown::new(shown, condition.span, reason).symbol(symbol)), true)
}

fn leaves_of<'v>(value: &'v Value, leaves: &mut Vec<&'v Value>) {
    match &value.kind {
        Kind::Choice(choice) => {
            leaves_of(&choice.when_true, leaves);
            leaves_of(&choice.when_false, leaves);
        }
        _ => leaves.push(value),
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
        Draft { key: None, value: Value::null(span), presence: Presence::Always }
    }

    fn finish(self, how: How, address: &str, presence: Presence, world: World) -> Instance {
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
        Instance { address, key: self.key, scope, own: self.presence, presence, world }
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
