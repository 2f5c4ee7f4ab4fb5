//! References: `var.x`, `local.x`, `each.key`, `aws_s3_bucket.logs[0].id`.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/references>

use hcl_edit::expr::Expression;

use super::evaluator::{Context, Evaluator};
use super::scope::Scope;
use super::walk::{Steps, attribute};
use crate::finding::{Problem, ProblemKind};
use crate::source::Span;
use crate::terraform::given::{GivenValue, typed};
use crate::terraform::load::{expression_at, literal};
use crate::terraform::module::Declaration;
use crate::value::{Computed, Elsewhere, Kind, Nature, NotGiven, Origin, Reason, Symbol, Unparsed, Value};

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
            ("terraform", Some("workspace")) if let Some(chosen) = self.run.given.workspace => {
                self.part_of(&Value::string(chosen, span), rest, span, context)
            }
            ("terraform", _) => self.unknown(span, Symbol::input(self.module.sources.slice(span)), Computed::WhenRun),
            ("data", Some(kind)) => match attribute(rest.first()) {
                Some(name) => self.resource(kind, name, true, rest.get(1..).unwrap_or_default(), span, context),
                None => self.undeclared(span),
            },
            // The long form of a reference to what is managed.
            ("resource", Some(kind)) => match attribute(rest.first()) {
                Some(name) => self.resource(kind, name, false, rest.get(1..).unwrap_or_default(), span, context),
                None => self.undeclared(span),
            },
            ("self" | "each" | "count" | "ephemeral", _) => {
                let symbol = self.named(self.module.sources.slice(span));
                self.unknown(span, symbol, Computed::WhenRun)
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
            "root" if self.run.given.is_called => self.unknown(span, Symbol::input("path.root"), NotGiven::RootFolder),
            "root" => Value::string(".", span),
            "module" => match self.run.modules.relative(self.module.folder) {
                Some(folder) => Value::string(folder, span),
                None => self.unknown(span, self.named("path.module"), "is a name that is not UTF-8"),
            },
            _ => self.unknown(span, Symbol::input(format!("path.{name}")), Computed::WhenRun),
        }
    }

    fn variable(&self, name: &str, steps: Steps<'_>, span: Span, context: Context<'_>) -> Value {
        let address = format!("var.{name}");
        let value = self.recall_variable(name, &address, span);
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
    pub(super) fn value_of_variable(&self, name: &str, address: &str, span: Span) -> Value {
        let Some(declared) = self.module.variables.get(name) else {
            let reason = self.module.missing(address);
            self.refuse_undeclared(address, span);
            return named(self.constant(span, self.named(address), reason, None), address);
        };
        let default = || declared.argument("default").map(|default| self.top_level(default));
        let given = if self.is_root() { self.given(declared) } else { self.passed(name) };
        let value = match given {
            Some(value) if !is_nullable(declared) => self.not_null(declared, &value, default()),
            Some(value) => Some(value),
            None if self.is_called_elsewhere() => None,
            None => default(),
        };
        let Some(value) = value else {
            let reason = match self.is_root() {
                true if self.is_called_elsewhere() => NotGiven::ByCallers,
                true => NotGiven::Variable,
                false => NotGiven::OfCall,
            };
            let value = named(self.constant(span, self.named(address), reason, None), &self.qualify(address));
            let value = if is_nullable(declared) { value } else { value.known(&Nature::set()) };
            return self.typed(declared, address, value);
        };
        self.typed(declared, address, value)
    }

    /// The value of a variable as its type has it.
    pub(super) fn typed(&self, declared: &Declaration<'_>, address: &str, value: Value) -> Value {
        self.tell_of_type(declared, &value);
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

    /// Says what the type of a variable tells of the elements of a value that is not known.
    fn tell_of_type(&self, declared: &Declaration<'_>, value: &Value) {
        if let Some(unknown) = value.as_unknown().filter(|_| is_set(declared)) {
            self.tell_set(unknown, value.span());
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

    /// Whether modules that are not read call this one.
    pub(super) fn is_called_elsewhere(&self) -> bool {
        self.is_root() && self.run.given.is_called
    }

    /// Whether the user gives a value for a variable of the root.
    pub(super) fn is_given(&self, declared: &Declaration<'_>) -> bool {
        self.run.given.get(declared.name).is_some()
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
                Reason::from(Unparsed::MaybeBlock)
            } else {
                Elsewhere::InModule.into()
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
}

pub(super) fn is_nullable(declared: &Declaration<'_>) -> bool {
    declared.argument("nullable").and_then(|it| it.expression.as_bool()).unwrap_or(true)
}

/// Whether a variable is a set by its type.
fn is_set(declared: &Declaration<'_>) -> bool {
    let constraint = declared.argument("type").map(|constraint| constraint.expression);
    matches!(constraint, Some(Expression::FuncCall(call)) if call.name.name.as_str() == "set")
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
