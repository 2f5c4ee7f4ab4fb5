//! References: `var.x`, `local.x`, `each.key`, `aws_s3_bucket.logs[0].id`, and the way through values.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/references>

use hcl_edit::Decorated;
use hcl_edit::expr::{Expression, TraversalOperator};

use super::conversion::text;
use super::distribute::rest_of;
use super::unknown::because;
use super::{Context, Evaluator, Scope};
use crate::frontends::terraform::module::Argument;
use crate::source::Span;
use crate::value::{Kind, List, Shape, Value};

/// The steps of a traversal that are still to be taken.
pub(super) type Steps<'e> = &'e [Decorated<TraversalOperator>];

impl Evaluator<'_> {
    pub(super) fn traversal(&self, root: &Expression, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let Some(name) = root.as_variable() else {
            let value = self.expression(root, context);
            return self.walk(value, steps, span, context);
        };
        if let Some(value) = context.scope.get(name.as_str()) {
            let value = self.copy(value, span);
            let what = format!("`{}`", self.shown(span));
            return self.walk(value, steps, span, context).used_at(span, what);
        }
        let (first, rest) = (attribute(steps.first()), steps.get(1..).unwrap_or_default());
        match (name.as_str(), first) {
            ("var", Some(first)) => self.variable(first, rest, span, context),
            ("local", Some(first)) => self.local(first, rest, span, context),
            ("module", Some(first)) => self.output(first, span),
            ("data", Some(kind)) => match attribute(rest.first()) {
                Some(name) => self.resource(kind, name, true, rest.get(1..).unwrap_or_default(), span, context),
                None => self.undeclared(span),
            },
            ("path" | "terraform" | "self" | "each" | "count", _) => {
                let symbol = self.qualify(&self.shown(span));
                self.unknown(span, symbol, "is known only when Terraform runs")
            }
            (kind, Some(name)) => self.resource(kind, name, false, rest, span, context),
            (_, None) => self.undeclared(span),
        }
    }

    fn undeclared(&self, span: Span) -> Value {
        self.unknown(span, self.qualify(&self.shown(span)), "is not declared in this module")
    }

    fn variable(&self, name: &str, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let address = format!("var.{name}");
        let declared = self.module.variables.get(name);
        let default = declared.and_then(|it| Argument::of(&it.block.body, it.place, "default"));
        let (argument, what) = match (self.module.values.get(name), default) {
            (Some(value), default) if declared.is_some() => match default {
                // Null stands for the default of a variable that may not be null.
                Some(default) if value.expression.is_null() && !self.is_nullable(name) => (default, "default"),
                _ => (*value, "value"),
            },
            (_, Some(default)) => (default, "default"),
            _ => {
                let reason = match (declared, self.module.broken.contains_key(&address)) {
                    (Some(_), _) => "has no default",
                    (None, true) => "is declared in a block that does not parse",
                    (None, false) => "is not declared in this module",
                };
                let value = self.constant(span, self.qualify(&address), reason, None);
                return self.walk(named(value, &address), steps, span, context);
            }
        };
        let value = self.remember(&address, &address, span, || {
            let value = self.top_level(argument);
            let constraint = declared.and_then(|it| Argument::of(&it.block.body, it.place, "type"));
            let scope = Scope::default();
            constraint.map_or(value.clone(), |it| {
                self.constrained(value, it.expression, Context { place: it.place, scope: &scope })
            })
        });
        self.walk(value, steps, span, context).used_at(span, format!("{what} of `{address}`"))
    }

    fn is_nullable(&self, name: &str) -> bool {
        let declared = self.module.variables.get(name);
        let nullable = declared.and_then(|it| Argument::of(&it.block.body, it.place, "nullable"));
        nullable.and_then(|it| it.expression.as_bool()).unwrap_or(true)
    }

    fn local(&self, name: &str, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let address = format!("local.{name}");
        let Some(argument) = self.module.locals.get(name) else {
            let reason = if self.module.has_broken_locals {
                "may be declared in a block that does not parse"
            } else {
                "is not declared in this module"
            };
            let value = named(self.constant(span, self.qualify(&address), reason, None), &address);
            return self.walk(value, steps, span, context);
        };
        let value = self.remember(&address, &address, span, || self.top_level(*argument));
        self.walk(value, steps, span, context).used_at(span, format!("local `{name}`"))
    }

    fn output(&self, name: &str, span: Span) -> Value {
        let symbol = self.qualify(&self.shown(span));
        let reason = if self.module.broken.contains_key(&format!("module.{name}")) {
            "is an output of a module whose call does not parse"
        } else if self.module.calls.contains_key(name) {
            "is an output of a module, which is not evaluated yet"
        } else {
            "is not declared in this module"
        };
        self.unknown(span, symbol, reason)
    }

    /// Takes the steps of a traversal through a value.
    pub(super) fn walk(&self, value: Value, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let Some((step, rest)) = steps.split_first() else { return value };
        self.distribute(span, &[value], false, &mut |operands| {
            let Some(value) = operands.first() else { return self.error(span, "has no value") };
            let next = match step.value() {
                TraversalOperator::GetAttr(name) => self.part(value, name.as_str(), span),
                TraversalOperator::LegacyIndex(at) => self.part(value, &at.value().to_string(), span),
                TraversalOperator::Index(index) => {
                    let index = self.expression(index, context);
                    self.distribute(span, &[index], false, &mut |index| match index.first() {
                        Some(index) => self.part_at(value, index, span),
                        None => self.error(span, "has no index"),
                    })
                }
                TraversalOperator::AttrSplat(_) => {
                    let (each, after) = attribute_steps(rest);
                    let list = self.splat(value, each, span, context);
                    return self.walk(list, after, span, context);
                }
                TraversalOperator::FullSplat(_) => return self.splat(value, rest, span, context),
            };
            self.walk(next, rest, span, context)
        })
    }

    /// The part of a value by an index that may not be known.
    pub(super) fn part_at(&self, value: &Value, index: &Value, span: Span) -> Value {
        if matches!(index.kind, Kind::Null | Kind::List(_) | Kind::Map(_)) {
            return self.error(span, format!("has {} as its index", index.kind_name()));
        }
        if value.as_list().is_some() && value.shape() == Shape::Set {
            return self.error(span, "has an index into a set");
        }
        match text(index).and_then(|index| index.as_str().map(str::to_owned)) {
            Some(index) => self.part(value, &index, span),
            None => self.open(span, "[]", &[value, index]),
        }
    }

    /// The part of a value by a name or a number.
    pub(super) fn part(&self, value: &Value, name: &str, span: Span) -> Value {
        match &value.kind {
            Kind::Map(map) => match (map.get(name), &map.rest) {
                (Some(part), _) => part.clone(),
                (None, Some(rest)) => self.unknown(span, format!("{}.{name}", rest.symbol.0), because(rest)),
                (None, None) => self.error(span, format!("has no attribute `{name}`")),
            },
            Kind::List(list) => match (name.parse::<usize>().ok().and_then(|at| list.items.get(at)), &list.rest) {
                (Some(item), _) => item.clone(),
                (None, Some(rest)) => self.unknown(span, format!("{}[{name}]", rest.symbol.0), because(rest)),
                (None, None) => self.error(span, format!("has no item {name}")),
            },
            Kind::Unknown(of) => {
                let part = self.unknown(span, format!("{}.{name}", of.symbol.0), of.reason.clone());
                let names_it = self.shown(span).starts_with(&*of.expression);
                if names_it { part } else { self.unknown(span, format!("{}.{name}", of.symbol.0), because(of)) }
            }
            _ => self.error(span, format!("has no attribute `{name}`")),
        }
    }

    fn splat(&self, value: &Value, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let each = |item: &Value| self.walk(item.clone(), steps, span, context);
        match &value.kind {
            Kind::Null => Value::list(Vec::new(), span),
            Kind::List(list) => {
                let items = list.items.iter().map(each).collect();
                Value::new(Kind::List(List { items, rest: list.rest.as_ref().map(rest_of) }), span)
            }
            Kind::Unknown(_) => self.open(span, &format!("splat {}", self.shown(span)), &[value]),
            _ => Value::list(vec![each(value)], span),
        }
    }
}

/// An unknown shown by a name rather than by the text where it is used.
fn named(mut value: Value, address: &str) -> Value {
    if let Kind::Unknown(unknown) = &mut value.kind {
        std::sync::Arc::make_mut(unknown).expression = address.into();
    }
    value
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
