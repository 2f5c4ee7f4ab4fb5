//! Sources of modules that are put together from variables and locals, which OpenTofu 1.8 and Terraform 1.15 evaluate
//! before anything else: constants, as far as values that are known beforehand make them.
//!
//! <https://opentofu.org/docs/language/modules/sources/>

use std::collections::HashMap;

use hcl_edit::expr::{BinaryOperator, Expression, ObjectKey, TraversalOperator};
use hcl_edit::template::Element;

use super::given::{Given, GivenValue};
use super::load::Files;
use super::module::Argument;
use crate::value::Value;

/// How deep constants refer to each other at most.
const MAX_DEPTH: usize = 24;

/// What is known beforehand in a module.
pub(super) struct Early<'e> {
    files: &'e Files,
    /// What is given for variables; nothing where it is no constant.
    given: HashMap<String, Option<String>>,
    /// Whether any other variable may have a value from elsewhere.
    is_open: bool,
}

impl<'e> Early<'e> {
    /// Of a root.
    pub(super) fn of_root(files: &'e Files, given: &Given<'_>) -> Self {
        let mut early = Early { files, given: HashMap::new(), is_open: given.is_called };
        let names = early.blocks("variable").filter_map(|block| Some(block.labels.first()?.as_str()));
        let values: Vec<_> = names.filter_map(|name| Some((name.to_owned(), given.get(name)?))).collect();
        for (name, value) in values {
            let known = match value {
                GivenValue::Written(Argument { expression, .. }) => early.text(expression, &[], MAX_DEPTH),
                GivenValue::Read(value) => Value::as_str(value).map(str::to_owned),
                GivenValue::Typed(text) => Some(text.to_owned()),
            };
            early.given.insert(name, known);
        }
        early
    }

    /// Of a module that a call gives these values.
    pub(super) fn called(files: &'e Files, given: HashMap<String, Option<String>>) -> Self {
        Early { files, given, is_open: false }
    }

    /// The text that an expression comes to.
    pub(super) fn constant(&self, expression: &Expression) -> Option<String> {
        self.text(expression, &[], MAX_DEPTH)
    }

    fn blocks(&self, kind: &'static str) -> impl Iterator<Item = &'e hcl_edit::structure::Block> {
        // The last word is that of an override.
        let all = self.files.overrides.iter().rev().chain(&self.files.configuration);
        all.flat_map(move |parsed| parsed.body.get_blocks(kind))
    }

    /// The text that the part of an expression comes to that these names lead to.
    fn text(&self, expression: &Expression, names: &[String], left: usize) -> Option<String> {
        let left = left.checked_sub(1)?;
        match expression {
            Expression::String(text) if names.is_empty() => Some(text.as_str().to_owned()),
            Expression::StringTemplate(template) if names.is_empty() => {
                let piece = |element: &Element| match element {
                    Element::Literal(text) => Some(text.as_str().to_owned()),
                    Element::Interpolation(inner) => self.text(&inner.expr, &[], left),
                    Element::Directive(_) => None,
                };
                template.iter().map(piece).collect()
            }
            Expression::Parenthesis(inner) => self.text(inner.inner(), names, left),
            Expression::Conditional(choice) => {
                let chosen = if self.holds(&choice.cond_expr, left)? { &choice.true_expr } else { &choice.false_expr };
                self.text(chosen, names, left)
            }
            Expression::Object(object) => {
                let (name, rest) = names.split_first()?;
                let is_it = |key: &ObjectKey| match key {
                    ObjectKey::Ident(ident) => ident.as_str() == name,
                    ObjectKey::Expression(key) => self.text(key, &[], left).as_deref() == Some(name),
                };
                let found = object.iter().find(|(key, _)| is_it(key))?;
                self.text(found.1.expr(), rest, left)
            }
            Expression::Traversal(traversal) => {
                let mut way = Vec::new();
                for step in &traversal.operators {
                    way.push(match step.value() {
                        TraversalOperator::GetAttr(name) => name.as_str().to_owned(),
                        TraversalOperator::Index(index) => self.text(index, &[], left)?,
                        _ => return None,
                    });
                }
                way.extend(names.iter().cloned());
                let Expression::Variable(root) = &traversal.expr else { return self.text(&traversal.expr, &way, left) };
                let (name, rest) = way.split_first()?;
                match root.as_str() {
                    "var" => self.variable(name, rest, left),
                    "local" => {
                        let local = self.blocks("locals").find_map(|block| block.body.get_attribute(name))?;
                        self.text(&local.value, rest, left)
                    }
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn variable(&self, name: &str, rest: &[String], left: usize) -> Option<String> {
        match self.given.get(name) {
            Some(given) => given.clone().filter(|_| rest.is_empty()),
            None if self.is_open => None,
            None => {
                let of_name = |block: &&hcl_edit::structure::Block| {
                    block.labels.first().is_some_and(|label| label.as_str() == name)
                };
                let default =
                    self.blocks("variable").filter(of_name).find_map(|it| it.body.get_attribute("default"))?;
                self.text(&default.value, rest, left)
            }
        }
    }

    /// Whether a comparison of two constants holds.
    fn holds(&self, condition: &Expression, left: usize) -> Option<bool> {
        let Expression::BinaryOp(operation) = condition else { return None };
        let is_equal = self.text(&operation.lhs_expr, &[], left)? == self.text(&operation.rhs_expr, &[], left)?;
        match operation.operator.value() {
            BinaryOperator::Eq => Some(is_equal),
            BinaryOperator::NotEq => Some(!is_equal),
            _ => None,
        }
    }
}
