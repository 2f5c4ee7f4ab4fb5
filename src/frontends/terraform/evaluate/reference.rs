//! References: `var.x`, `local.x`, `each.key`, `aws_s3_bucket.logs[0].id`, and the way through values.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/references>

use std::borrow::Cow;
use std::sync::Arc;

use hcl_edit::Decorated;
use hcl_edit::expr::{Expression, TraversalOperator};

use super::conversion::text;
use super::{Context, Evaluator, Scope};
use crate::finding::{Problem, ProblemKind};
use crate::frontends::terraform::given::{GivenValue, typed};
use crate::frontends::terraform::load::{expression_at, literal};
use crate::frontends::terraform::module::Declaration;
use crate::source::Span;
use crate::value::{Kind, List, Origin, Reason, Symbol, Text, Value};

/// The steps of a traversal that are still to be taken.
pub(super) type Steps<'e> = &'e [Decorated<TraversalOperator>];

impl<'m> Evaluator<'m> {
    /// The value of a reference.
    pub(super) fn traversal(&self, root: &Expression, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let Some(name) = root.as_variable() else {
            let value = self.expression(root, context);
            return self.walk(value, steps, span, context);
        };
        if let Some(value) = context.scope.get(name.as_str()) {
            let what = format!("`{}`", self.shown(span));
            return self.part_of(value, steps, span, context).used_at(span, what);
        }
        if context.scope.is_closed() {
            return self.error(span, "is no variable of this template");
        }
        let (first, rest) = (attribute(steps.first()), steps.get(1..).unwrap_or_default());
        match (name.as_str(), first) {
            ("var", Some(first)) => self.variable(first, rest, span, context),
            ("local", Some(first)) => self.local(first, rest, span, context),
            ("module", Some(first)) => self.called(first, rest, span, context),
            ("path", Some(first)) => self.path(first, span),
            // One workspace is chosen for all modules.
            ("terraform", _) => {
                self.unknown(span, Symbol::input(self.module.sources.slice(span)), "is known only when Terraform runs")
            }
            ("data", Some(kind)) => match attribute(rest.first()) {
                Some(name) => self.resource(kind, name, true, rest.get(1..).unwrap_or_default(), span, context),
                None => self.undeclared(span),
            },
            ("self" | "each" | "count" | "ephemeral", _) => {
                let symbol = self.named(self.module.sources.slice(span));
                self.unknown(span, symbol, "is known only when Terraform runs")
            }
            (kind, Some(name)) => self.resource(kind, name, false, rest, span, context),
            (_, None) => self.undeclared(span),
        }
    }

    fn undeclared(&self, span: Span) -> Value {
        self.unknown(span, self.named(self.module.sources.slice(span)), self.module.missing(""))
    }

    /// `path.module` and its like, relative to the root module, which Terraform runs in.
    fn path(&self, name: &str, span: Span) -> Value {
        match name {
            "root" => Value::string(".", span),
            "module" => Value::string(self.run.modules.relative(self.module.folder), span),
            _ => self.unknown(span, Symbol::input(format!("path.{name}")), "is known only when Terraform runs"),
        }
    }

    fn variable(&self, name: &str, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let address = format!("var.{name}");
        let value = self.recall(&address, &address, span, || self.value_of_variable(name, &address, span));
        let what = match &value.kind {
            Kind::Unknown(unknown) if unknown.symbol == self.named(&address) => None,
            _ => Some(self.given_by(name, &address, value.span())),
        };
        let part = self.part_of(&value, steps, span, context);
        match what {
            Some(what) => part.used_at(span, what),
            None => Value { origin: Origin::at(span), ..part },
        }
    }

    /// What is given for a variable, as its type has it; else its default.
    fn value_of_variable(&self, name: &str, address: &str, span: Span) -> Value {
        let Some(declared) = self.module.variables.get(name) else {
            let reason = self.module.missing(address);
            self.refuse_undeclared(address, span);
            return named(self.constant(span, self.named(address), reason, None), address);
        };
        let default = || declared.argument("default").map(|default| self.top_level(default));
        let given = if self.is_root() { self.given(declared) } else { self.passed(name) };
        let value = match given {
            // Null stands for the default of a variable that may not be null.
            Some(null) if null.is_null() && !is_nullable(declared) => {
                let default = default();
                if default.is_none() {
                    self.refuse_null(declared, null.span());
                }
                default
            }
            Some(value) => Some(value),
            None => default(),
        };
        let Some(value) = value else {
            let reason =
                if self.is_root() { "has no default" } else { "has no default and is not set where it is called" };
            return named(self.constant(span, self.named(address), reason, None), address);
        };
        let Some(constraint) = declared.argument("type") else { return value };
        let scope = Scope::default();
        match literal(constraint.expression) {
            // JSON writes types as text.
            Some(_) => {
                let inside = constraint.place.span(constraint.expression);
                let range = inside.range();
                let inside = Span::new(inside.file, range.start + 1..range.end.saturating_sub(1));
                match expression_at(self.module.sources.text(inside.file), inside) {
                    Some((constraint, place)) => {
                        self.constrained(address, value, &constraint, Context { place, scope: &scope })
                    }
                    None => value,
                }
            }
            None => {
                let context = Context { place: constraint.place, scope: &scope };
                self.constrained(address, value, constraint.expression, context)
            }
        }
    }

    /// What the user gives for a variable of the root.
    fn given(&self, declared: &Declaration<'_>) -> Option<Value> {
        Some(match self.run.given.get(declared.name)? {
            GivenValue::Written(argument) => self.top_level(argument),
            GivenValue::Read(value) => value.clone(),
            GivenValue::Typed(text) => {
                let header = declared.header();
                if is_primitive(declared) {
                    return Some(Value::string(text, header));
                }
                typed(text, header).unwrap_or_else(|| {
                    let message = format!("what `--var` gives for `{}` is not a value of its type", declared.name);
                    let problem = Problem::at(ProblemKind::Configuration, header, message);
                    self.report(problem.help("write it as an expression, such as `[\"a\", \"b\"]`"));
                    self.unknown(header, self.named(&format!("var.{}", declared.name)), "is not a value of its type")
                })
            }
        })
    }

    /// Where the user writes the value of a variable of the root, in a file of HCL.
    pub(super) fn given_place(&self, declared: &Declaration<'_>) -> Option<Span> {
        match self.run.given.get(declared.name).filter(|_| self.is_root())? {
            GivenValue::Written(argument) => Some(argument.place.span(argument.expression)),
            GivenValue::Read(value) => Some(value.span()),
            GivenValue::Typed(_) => None,
        }
    }

    /// Where the value of a variable comes from, for people.
    fn given_by(&self, name: &str, address: &str, written: Span) -> String {
        let default = self.module.variables.get(name).and_then(|it| it.argument("default"));
        if default.is_some_and(|default| default.place.span(default.expression) == written) {
            return format!("default of `{address}`");
        }
        match &self.caller_gives(name) {
            Some(call) => format!("called here: `{name}` of `{call}`"),
            None if self.is_root() && self.run.given.get(name).is_some() => format!("value of `{address}`"),
            None => format!("default of `{address}`"),
        }
    }

    fn local(&self, name: &str, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let address = format!("local.{name}");
        let Some(argument) = self.module.locals.get(name) else {
            let reason = if self.module.has_broken_locals {
                "may be declared in a block that does not parse"
            } else {
                "is not declared in this module"
            };
            self.refuse_undeclared(&address, span);
            let value = named(self.constant(span, self.named(&address), reason, None), &address);
            return self.walk(value, steps, span, context);
        };
        let value = self.recall(&address, &address, span, || self.top_level(*argument));
        self.part_of(&value, steps, span, context).used_at(span, format!("local `{name}`"))
    }

    /// A reference to a module that this one calls.
    fn called(&self, name: &str, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let address = format!("module.{name}");
        let module = self.module;
        match module.calls.get(name) {
            Some(call) => self.expanded(call, &address, steps, span, context),
            None => {
                self.refuse_undeclared(&address, span);
                self.unknown(span, self.named(self.module.sources.slice(span)), module.missing(&address))
            }
        }
    }

    /// The part of a remembered value that steps lead to. Only that part is copied, however large the value is.
    fn part_of(&self, value: &Value, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let (mut part, mut rest) = (value, steps);
        while let Some((step, after)) = rest.split_first() {
            let name = match step.value() {
                TraversalOperator::GetAttr(name) => Cow::Borrowed(name.as_str()),
                TraversalOperator::LegacyIndex(at) => Cow::Owned(at.value().to_string()),
                TraversalOperator::Index(index) if matches!(part.kind, Kind::Map(_) | Kind::List(_)) => {
                    match text(&self.expression(index, context)).as_ref().and_then(Text::as_str) {
                        Some(index) => Cow::Owned(index.to_owned()),
                        None => break,
                    }
                }
                _ => break,
            };
            let next = match &part.kind {
                Kind::Map(map) => map.get(&name),
                Kind::List(list) => name.parse::<usize>().ok().and_then(|at| list.items.get(at)),
                _ => None,
            };
            let Some(next) = next else { break };
            (part, rest) = (next, after);
        }
        self.walk(self.copy(part, span), rest, span, context)
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
        if matches!(index.kind, Kind::Null | Kind::List(_) | Kind::Set(_) | Kind::Map(_)) {
            return self.error(span, format!("has {} as its index", index.kind_name()));
        }
        match text(index).and_then(|index| index.as_str().map(str::to_owned)) {
            None if matches!(&value.kind, Kind::Set(set) if !set.is_list()) => self.part(value, "", span),
            Some(index) => self.part(value, &index, span),
            None => self.open(span, "[]", &[value, index]),
        }
    }

    /// The part of a value by a name or a number.
    pub(super) fn part(&self, value: &Value, name: &str, span: Span) -> Value {
        match &value.kind {
            Kind::Map(map) => match (map.get(name), &map.rest) {
                (Some(part), _) => part.clone(),
                (None, Some(rest)) => self.unknown(span, rest.symbol.part([name]), Reason::because(rest)),
                (None, None) => self.error(span, format!("has no attribute `{name}`")),
            },
            Kind::List(list) => match (name.parse::<usize>().ok().and_then(|at| list.items.get(at)), &list.rest) {
                (Some(item), _) => item.clone(),
                (None, Some(rest)) => self.unknown(span, rest.symbol.part([name]), Reason::because(rest)),
                (None, None) => self.error(span, format!("has no item {name}")),
            },
            Kind::Set(set) if set.is_list() => self.open(span, "[]", &[value, &Value::string(name, span)]),
            Kind::Set(_) => self.error(span, "has an index into a set"),
            Kind::Unknown(of) => {
                let names_it = self.shown(span).starts_with(&*of.expression);
                let reason = if names_it { of.reason.clone() } else { Reason::because(of) };
                self.unknown(span, of.symbol.part([name]), reason)
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
                let rest = list.rest.as_ref().map(|rest| Value::new(Kind::Unknown(Arc::clone(rest)), span));
                let rest = rest.and_then(|rest| self.splat(&rest, steps, span, context).as_unknown().cloned());
                Value::new(Kind::List(List { items, rest }), span)
            }
            Kind::Unknown(_) => {
                self.of_elements(value, span, &|_, element| vec![Value::string("[*]", span), each(&element)])
            }
            Kind::Set(set) => {
                let items = set.items().iter().map(each).collect();
                let rest = set.rest.as_ref().map(|rest| Value::new(Kind::Unknown(Arc::clone(rest)), span));
                let rest = rest.and_then(|rest| self.splat(&rest, steps, span, context).as_unknown().cloned());
                Value::new(set.listed(items, rest), span)
            }
            _ => Value::list(vec![each(value)], span),
        }
    }
}

fn is_nullable(declared: &Declaration<'_>) -> bool {
    declared.argument("nullable").and_then(|it| it.expression.as_bool()).unwrap_or(true)
}

/// Whether text of the command line is taken letter by letter.
fn is_primitive(declared: &Declaration<'_>) -> bool {
    let Some(constraint) = declared.argument("type") else { return true };
    let name = constraint.expression.as_variable().map(|name| name.as_str());
    matches!(name.or_else(|| literal(constraint.expression)), Some("string" | "number" | "bool"))
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
