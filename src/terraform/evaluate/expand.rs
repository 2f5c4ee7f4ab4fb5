//! `count` and `for_each`: which instances a block has.
//!
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/count>,
//! <https://developer.hashicorp.com/terraform/language/meta-arguments/for_each>

use super::expansion::{Expansion, How, Instance, MAX_INSTANCES};
use std::rc::Rc;

use hcl_edit::expr::{Expression, UnaryOperator};

use super::condition::{as_condition, assuming, not_refused};
use super::conversion::{index, truth};
use super::draft::{Draft, leaves};
use super::evaluator::{Context, Evaluator};
use super::for_expression::items;
use super::guarded::deployable;
use super::scope::Scope;
use super::there::There;
use crate::finding::{Problem, ProblemKind};
use crate::model::Presence;
use crate::terraform::module::{Argument, Declaration};
use crate::value::{Kind, Value, World};

impl Evaluator<'_> {
    /// The instances of a block.
    pub(crate) fn instances(&self, it: &Declaration<'_>, address: &str) -> Vec<Instance> {
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

    /// What makes instances of a block.
    fn made_by(&self, argument: Argument<'_>, address: &str, key: &str) -> Value {
        let span = argument.place.span(argument.expression);
        self.remember(&format!("{key}#instances"), address, span, || self.made_everywhere(argument))
            .in_world(&self.world())
    }

    /// The same, with what holds because Terraform refuses deployments in which it is an error. Of a module that is
    /// there on a condition, it says nothing.
    fn made_everywhere(&self, argument: Argument<'_>) -> Value {
        let scope = Scope::default();
        let context = Context { place: argument.place, scope: &scope };
        let value = self.caught_if(false, || self.expression(argument.expression, context));
        let mut holds = Vec::new();
        if self.presence().condition().is_none() && matches!(value.kind, Kind::Choice(_)) {
            not_refused(&value, &[], &mut holds);
            let condition = condition_of(argument.expression).map(|it| self.expression(it, context));
            holds.extend(condition.iter().filter_map(Value::as_unknown).flat_map(|it| as_condition(it)));
        }
        let value = deployable(value);
        if holds.is_empty() { value } else { assuming(value, &holds) }
    }

    /// What says that a block has no instance, as "not set" where it stands, with the way of the values that decide it.
    pub(crate) fn switched_off(&self, it: &Declaration<'_>) -> Option<Value> {
        let argument = it.argument("count").or_else(|| it.argument("for_each")).or_else(|| it.lifecycle("enabled"))?;
        let (address, span) = (it.address(), argument.place.span(argument.expression));
        let value = self.made_by(argument, &address, &cache_key(it, &address));
        let is_empty = |(items, rest): (Vec<_>, Option<_>)| items.is_empty() && rest.is_none();
        let is_off = index(&value) == Some(0) || truth(&value) == Some(false) || items(&value).is_some_and(is_empty);
        let off = Value { kind: Kind::Null, origin: value.origin };
        is_off.then(|| off.used_at(span, format!("`{}` is switched off here", self.qualify(&address))))
    }

    /// What an argument is in a block that has no instance.
    pub(crate) fn without_instance(&self, it: &Declaration<'_>, name: &str) -> Option<Value> {
        Some(self.top_level(it.argument(name)?))
    }

    fn expand(&self, it: &Declaration<'_>, address: &str, key: &str) -> Expansion {
        let module = self.world();
        let value = |argument: Argument<'_>| self.made_by(argument, address, key);
        if !self.run.has_instances(it.header()) {
            let how = [("count", How::Count), ("for_each", How::ForEach)].into_iter();
            let how = how.filter(|(name, _)| it.argument(name).is_some()).map(|(_, how)| how).next();
            return Expansion::new(how.unwrap_or_default(), Vec::new());
        }
        let shown_count = |count: Argument<'_>| self.shown_count(count.place.span(count.expression));
        let (how, mut drafts) = match (it.argument("count"), it.argument("for_each")) {
            (Some(count), _) => {
                let of = value(count);
                let drafts = self.drafts(&of, &|value| self.counted(value)).into_iter();
                // People know the expression, not the conditions that it was taken apart into.
                let shown = |draft: Draft| if leaves(&of) > 2 { draft.shown_as(&shown_count(count)) } else { draft };
                (How::Count, drafts.map(shown).collect::<Vec<_>>())
            }
            (None, Some(each)) => (How::ForEach, self.drafts(&value(each), &|value| self.keyed(value))),
            (None, None) => match self.switch(it, &value) {
                Some(switch) => (How::Single, self.drafts(&switch, &|value| self.switched(value, it))),
                None => (How::Single, vec![Draft::single(it.header())]),
            },
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

    /// What OpenTofu's `lifecycle { enabled }` says of a block. In JSON a block may be an argument.
    ///
    /// <https://opentofu.org/docs/language/meta-arguments/enabled/>
    fn switch(&self, it: &Declaration<'_>, value: &dyn Fn(Argument<'_>) -> Value) -> Option<Value> {
        match (it.lifecycle("enabled"), it.argument("lifecycle")) {
            (Some(switch), _) => Some(value(switch)),
            (None, Some(all)) => value(all).get("enabled").cloned(),
            (None, None) => None,
        }
    }

    /// The one instance of a block that is switched on.
    fn switched(&self, value: &Value, it: &Declaration<'_>) -> Vec<Draft> {
        let single = Draft::single(it.header());
        match (truth(value), self.condition(value)) {
            (Some(false), _) => Vec::new(),
            (None, Some(open)) => vec![Draft { there: There::when(&open, true), ..single }],
            _ => vec![single],
        }
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

/// What an expression takes as a condition wherever it is evaluated, without its negations.
fn condition_of(expression: &Expression) -> Option<&Expression> {
    let mut at = expression;
    while let Expression::Parenthesis(inner) = at {
        at = inner.inner();
    }
    let Expression::Conditional(conditional) = at else { return None };
    at = &conditional.cond_expr;
    loop {
        at = match at {
            Expression::Parenthesis(inner) => inner.inner(),
            Expression::UnaryOp(negated) if *negated.operator.value() == UnaryOperator::Not => &negated.expr,
            _ => return Some(at),
        };
    }
}

/// Two blocks of one address have instances of their own.
fn cache_key(it: &Declaration<'_>, address: &str) -> String {
    format!("{address}@{}", it.header().start)
}
