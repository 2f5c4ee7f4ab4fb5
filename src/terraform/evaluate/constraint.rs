//! Type constraints of variables: what Terraform makes of a value before the module sees it.
//!
//! <https://developer.hashicorp.com/terraform/language/expressions/type-constraints>

use hcl_edit::expr::{Expression, FuncCall, Object, ObjectKey};

use super::conversion::text;
use super::evaluator::{Context, Evaluator};
use super::knowledge::nature_of;
use super::types::{Attribute, Type, convert};
use crate::value::Value;

impl Evaluator<'_> {
    /// The value of a variable as its type constraint makes it; what Terraform would refuse is reported, and an error.
    pub(super) fn constrained(
        &self,
        address: &str,
        value: Value,
        constraint: &Expression,
        context: Context<'_>,
    ) -> Value {
        let span = value.span();
        let Some(wanted) = self.constraint(constraint, context) else {
            return self.error(span, "is to have a type that is not understood");
        };
        match convert(&value, &wanted) {
            Ok(value) => value.known(&nature_of(&wanted)),
            Err(reason) => {
                self.refuse_type(address, span, &reason);
                self.error(span, format!("does not fit its type: {reason}"))
            }
        }
    }

    fn constraint(&self, constraint: &Expression, context: Context<'_>) -> Option<Type> {
        match constraint {
            Expression::Variable(name) => named(name.as_str()),
            Expression::FuncCall(call) => self.compound(call, context),
            // Before Terraform 0.12 types stood between quotes.
            Expression::String(name) => named(name.value()).filter(|_| name.value() != "any"),
            Expression::Parenthesis(inner) => self.constraint(inner.inner(), context),
            _ => None,
        }
    }

    fn compound(&self, call: &FuncCall, context: Context<'_>) -> Option<Type> {
        let mut arguments = call.args.iter();
        let (argument, None) = (arguments.next()?, arguments.next()) else { return None };
        match (call.name.name.as_str(), argument) {
            ("list", of) => Some(Type::list(self.constraint(of, context)?)),
            ("set", of) => Some(Type::Set(Box::new(self.constraint(of, context)?))),
            ("map", of) => Some(Type::Map(Box::new(self.constraint(of, context)?))),
            ("tuple", Expression::Array(types)) => {
                types.iter().map(|of| self.constraint(of, context)).collect::<Option<_>>().map(Type::Tuple)
            }
            ("object", Expression::Object(attributes)) => self.object_type(attributes, context),
            _ => None,
        }
    }

    fn object_type(&self, attributes: &Object, context: Context<'_>) -> Option<Type> {
        let attribute = |(key, of): (&ObjectKey, &hcl_edit::expr::ObjectValue)| {
            let key_span = context.place.span(key);
            let name = match key {
                ObjectKey::Ident(_) => self.module.sources.slice(key_span).to_owned(),
                ObjectKey::Expression(expression) => text(&self.expression(expression, context))?.display(),
            };
            let (of, default) = optional(of.expr())?;
            let default = match default {
                Some(Some(default)) => Some(self.expression(default, context)),
                Some(None) => Some(Value::null(key_span)),
                None => None,
            };
            Some((name, Attribute { of: self.constraint(of, context)?, default }))
        };
        attributes.iter().map(attribute).collect::<Option<_>>().map(Type::Object)
    }
}

/// The type inside `optional(type, default)`, and the default: `Some(None)` where it is null.
fn optional(constraint: &Expression) -> Option<(&Expression, Option<Option<&Expression>>)> {
    match constraint {
        Expression::FuncCall(call) if call.name.name.as_str() == "optional" => {
            Some((call.args.get(0)?, Some(call.args.get(1))))
        }
        _ => Some((constraint, None)),
    }
}

/// A type by its name alone; collections without the type of their parts are what they were before Terraform 0.12.
fn named(name: &str) -> Option<Type> {
    match name {
        "string" => Some(Type::String),
        "number" => Some(Type::Number),
        "bool" => Some(Type::Bool),
        "any" => Some(Type::Any),
        "list" => Some(Type::list(Type::Any)),
        "map" => Some(Type::Map(Box::new(Type::Any))),
        _ => None,
    }
}
