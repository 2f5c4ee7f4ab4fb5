//! Parameters, and the parameters that AWS sets.

use std::sync::Arc;

use super::evaluator::Evaluator;
use crate::finding::{Problem, ProblemKind};
use crate::frontends::cloudformation::constraint::{Constraint, is_list};
use crate::source::Span;
use crate::value::{Compared, Constant, Entry, Kind, List, NotGiven, Number, Text, Unknown, Value};

/// How many allowed values a parameter may have that is taken apart.
const MAX_VALUES: usize = 24;

impl Evaluator<'_> {
    /// What a parameter comes to where it is used.
    pub(super) fn parameter(&self, name: &Arc<str>, parameter: &Entry, span: Span) -> Value {
        let value = self.charged(self.parameter_value(name, parameter, span), span);
        match &value.kind {
            Kind::Unknown(unknown) if !self.in_text.get() => self.one_of_few(unknown, span).unwrap_or(value),
            _ => value,
        }
    }

    fn parameter_value(&self, name: &Arc<str>, parameter: &Entry, span: Span) -> Value {
        let kind = parameter.value.get("Type").and_then(Value::as_str).unwrap_or_else(|| {
            self.report(ProblemKind::Invalid, parameter.key_span, format!("the parameter `{name}` has no `Type`"));
            "String"
        });
        if kind.starts_with("AWS::SSM::Parameter::Value") {
            return self.open_parameter(name, NotGiven::SystemsManager, span);
        }
        if parameter.value.get("NoEcho").and_then(Value::as_bool) == Some(true) {
            return self.open_parameter(name, NotGiven::Secret, span);
        }
        if let Some(given) = self.given.get(name) {
            let value = self.typed(given, kind, name);
            let value = self.constraint(name).map_or(value.clone(), |constraint| value.known(&constraint.nature()));
            return value.used_at(span, format!("value of parameter `{name}`"));
        }
        if self.path.is_empty()
            && let Some(given) = self.shared.givens.values.get(&**name)
        {
            let value = Value::string(given.text.clone(), given.span.unwrap_or(parameter.key_span));
            return self.typed(&value, kind, name).used_at(span, format!("value given for `{name}`"));
        }
        match parameter.value.get("Default") {
            Some(default) => self.typed(default, kind, name).used_at(span, format!("default of parameter `{name}`")),
            None => self.without_default(name, span),
        }
    }

    fn open_parameter(&self, name: &str, reason: NotGiven, span: Span) -> Value {
        Value::unknown(Unknown::new(name, span, reason).symbol(self.own(name)), span)
    }

    fn without_default(&self, name: &Arc<str>, span: Span) -> Value {
        let known = self.open_parameters.borrow().get(name).cloned();
        let unknown = known.unwrap_or_else(|| {
            let made = Arc::new(self.not_given(name, span));
            self.open_parameters.borrow_mut().insert(Arc::clone(name), Arc::clone(&made));
            made
        });
        let is_there = unknown.span == span;
        let unknown = if is_there { unknown } else { Arc::new(Unknown { span, ..Unknown::clone(&unknown) }) };
        Value::new(Kind::Unknown(unknown), span)
    }

    /// What a parameter is that nobody gives.
    fn not_given(&self, name: &Arc<str>, span: Span) -> Unknown {
        let symbol = self.own(name);
        let mut unknown = Unknown::new(Arc::clone(name), span, NotGiven::Parameter).symbol(symbol);
        if let Some(constraint) = self.constraint(name) {
            unknown.nature = Arc::new(constraint.nature());
        }
        if let Some(texts) = unknown.nature.texts() {
            self.shared.know(&Arc::new(Compared { symbol: unknown.symbol.clone(), values: Some(texts.to_vec()) }));
        }
        unknown
    }

    /// What a parameter of the template allows.
    fn constraint(&self, name: &str) -> Option<&Constraint> {
        self.template.constraints.get(name)
    }

    /// A choice of the few values that an input takes.
    fn one_of_few(&self, unknown: &Arc<Unknown>, span: Span) -> Option<Value> {
        let input = self.shared.input(&unknown.symbol);
        let values = input.values.as_ref().filter(|values| values.len() <= MAX_VALUES)?;
        let cases = values.iter().map(|value| (Arc::clone(value), Value::string(&**value, span))).collect();
        self.by_text(&Text::hole(Arc::clone(unknown)), cases, None)
    }

    /// Tells which of the values that the user gives are not such as their parameters allow.
    pub(super) fn check_given(&self) {
        for (name, parameter) in self.template.parameters.iter() {
            let Some(given) = self.shared.givens.values.get(&**name) else { continue };
            let value = Value::string(given.text.clone(), given.span.unwrap_or(parameter.key_span));
            for problem in self.constraint(name).map(|it| it.broken(&value)).unwrap_or_default() {
                self.tell(Problem { kind: ProblemKind::Configuration, ..problem });
            }
        }
    }

    /// A value as its parameter's type reads it: everything is a string but numbers and lists.
    fn typed(&self, value: &Value, kind: &str, name: &str) -> Value {
        let span = value.span();
        if let Kind::Choice(choice) = &value.kind {
            let branch = |branch: &Value| self.typed(branch, kind, name);
            return super::decision::chosen(
                &choice.condition,
                branch(&choice.when_true),
                branch(&choice.when_false),
                span,
            );
        }
        let text = value.to_text();
        let mut typed = match (kind, text.as_ref().and_then(Text::as_str)) {
            ("Number", Some(text)) => match Number::decimal(text.trim()) {
                Some(number) => Value::new(Kind::Number(number), span),
                None => {
                    let message = format!("`{text}` is not a number, which the parameter `{name}` is");
                    self.report(ProblemKind::Invalid, span, message);
                    Value::string(text, span)
                }
            },
            (list, Some("")) if is_list(list) => Value::list(Vec::new(), span),
            (list, Some(text)) if is_list(list) => {
                Value::list(text.split(',').map(|item| Value::string(item.trim(), span)).collect(), span)
            }
            (list, None) if is_list(list) && text.is_some() => self.list_of(text.as_ref(), span),
            (_, Some(text)) if !matches!(value.kind, Kind::String(_)) => Value::string(text, span),
            _ => value.clone(),
        };
        typed.origin = value.origin.clone();
        typed
    }

    /// The list of a text with holes, of which each may hold commas.
    fn list_of(&self, text: Option<&Text>, span: Span) -> Value {
        let hole = text.and_then(|text| text.holes().next());
        let Some(hole) = hole else { return Value::list(Vec::new(), span) };
        let rest = Unknown::new(Arc::clone(&hole.expression), span, hole.reason.clone());
        let rest = Arc::new(rest.symbol(hole.symbol.clone()));
        match text.filter(|text| text.pieces().len() == 1) {
            Some(_) => Value::new(Kind::Unknown(rest), span),
            None => Value::new(Kind::List(List { items: Vec::new(), rest: Some(rest) }), span),
        }
    }

    /// Parameters that AWS sets.
    pub(in super::super) fn pseudo_parameter(&self, name: &str, span: Span) -> Option<Value> {
        let unknown = |constant: Constant| {
            let known = Unknown::new(name, span, NotGiven::Pseudo).constant(constant);
            Some(Value::unknown(known, span))
        };
        // What each stack has for itself.
        let own = |constant: Constant| {
            let known = Unknown::new(name, span, NotGiven::Pseudo).constant(constant);
            Some(Value::unknown(known.symbol(self.own(name)), span))
        };
        if let Some(known) = self.environment.pseudo_parameter(name) {
            return Some(known.clone().used_at(span, format!("`{name}` by the manifest of the CDK")));
        }
        match name {
            "AWS::NoValue" => Some(Value::null(span)),
            "AWS::AccountId" => unknown(Constant::AccountId),
            "AWS::Region" => unknown(Constant::Region),
            "AWS::Partition" => unknown(Constant::Partition),
            "AWS::URLSuffix" => unknown(Constant::Id),
            "AWS::StackId" => own(Constant::Arn),
            "AWS::StackName" => own(Constant::Id),
            "AWS::NotificationARNs" => {
                let known = Unknown::new(name, span, NotGiven::Pseudo);
                Some(Value::unknown(known.symbol(self.own(name)), span))
            }
            _ => None,
        }
    }
}
