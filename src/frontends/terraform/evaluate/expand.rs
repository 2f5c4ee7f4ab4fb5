//! `count` and `for_each`: which instances a block has.
//!
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/count>,
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/for_each>

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use hcl_edit::expr::Expression;

use super::condition::There;
use super::draft::{Draft, leaves};
use super::walk::attribute;
use super::{Evaluator, Scope};
use crate::finding::{Problem, ProblemKind};
use crate::frontends::terraform::module::{Argument, Declaration};
use crate::model::Presence;
use crate::value::{Map, Unknown, Value, World};

/// How many instances one block may have.
pub(super) const MAX_INSTANCES: usize = 1_000;

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

impl Evaluator<'_> {
    /// The instances of a block.
    pub(in super::super) fn instances(&self, it: &Declaration<'_>, address: &str) -> Vec<Instance> {
        self.expansion(it, address).instances.clone()
    }

    pub(super) fn expansion(&self, it: &Declaration<'_>, address: &str) -> Rc<Expansion> {
        let key = cache_key(it, address);
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
            (None, Some(each)) => {
                let of = value(each);
                let mut drafts = self.drafts(&of, &|value| self.keyed(value));
                let unknown = drafts.iter_mut().find(|draft| draft.key.is_none());
                if let (Some(draft), Some(chained)) = (unknown, self.chained(&each, &of)) {
                    *draft = chained;
                }
                (How::ForEach, drafts)
            }
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

    /// Of `for_each = aws_s3_bucket.all`, what stands for the instances that are not known: one for the one there.
    fn chained(&self, each: &Argument<'_>, of: &Value) -> Option<Draft> {
        of.as_map()?.rest.as_ref()?;
        let Expression::Traversal(traversal) = each.expression else { return None };
        let [step] = traversal.operators.as_slice() else { return None };
        let address = format!("{}.{}", traversal.expr.as_variable()?.as_str(), attribute(Some(step))?);
        let module = self.module;
        let it = module.addresses.get(&address)?;
        // It was expanded for the value; who asks in a circle finds nothing.
        let expansion = self.expansions.borrow().get(&cache_key(it, &address)).map(Rc::clone)?;
        let there = expansion.representative().filter(|_| expansion.how == How::ForEach)?;
        let mut value = Map::default();
        value.insert("key", of.span(), there.scope.get("each")?.get("key")?.clone());
        value.insert("value", of.span(), self.object_of(it, there, of.span()));
        let own = There { presence: there.own.clone(), world: there.world.clone() };
        Some(Draft { key: None, value: Value::map(value, of.span()), there: own })
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
}

/// Two blocks of one address have instances of their own.
fn cache_key(it: &Declaration<'_>, address: &str) -> String {
    format!("{address}@{}", it.header().start)
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
