//! `Ref` and `Fn::GetAtt`: parameters, pseudo parameters, resources.

use std::sync::Arc;

use super::Evaluator;
use crate::finding::ProblemKind;
use crate::frontends::cloudformation::lower::bucket_arn;
use crate::frontends::cloudformation::template::Declaration;
use crate::model::types;
use crate::source::Span;
use crate::value::{Constant, Entry, Kind, Number, Text, Unknown, Value};

impl Evaluator<'_> {
    pub(super) fn reference(&self, name: &Value, span: Span) -> Value {
        match name.as_str() {
            Some(name) => self.named(name, span),
            None => self.undecided("Ref", span, "does not name anything"),
        }
    }

    /// What `Ref` of a name comes to.
    pub(super) fn named(&self, name: &str, span: Span) -> Value {
        if let Some(value) = pseudo_parameter(name, span) {
            return value;
        }
        if let Some(parameter) = self.template.parameters.get(name) {
            return parameter_value(name, parameter, span);
        }
        match self.template.resources.get(name) {
            Some(declaration) => self.attribute(declaration, "Ref", span).naming(name, "Ref"),
            None => Value::new(Kind::String(self.undeclared(name, span)), span).naming(name, "Ref"),
        }
    }

    pub(super) fn get_att(&self, argument: &Value, span: Span) -> Value {
        let parts: Vec<_> = match argument.as_list() {
            Some(list) => list.items.iter().filter_map(|item| self.value(item).as_str().map(str::to_owned)).collect(),
            None => argument
                .as_str()
                .and_then(|text| text.split_once('.'))
                .map(|(id, name)| vec![id.into(), name.into()])
                .unwrap_or_default(),
        };
        match parts.as_slice() {
            [id, attribute] => self.attribute_of(id, attribute, span),
            _ => self.undecided("Fn::GetAtt", span, "needs a logical id and an attribute"),
        }
    }

    /// What an attribute of a logical id comes to.
    pub(super) fn attribute_of(&self, id: &str, attribute: &str, span: Span) -> Value {
        let value = match self.template.resources.get(id) {
            Some(declaration) => self.attribute(declaration, attribute, span),
            // What is meant by the ARN of a missing resource is a bucket, as far as this model goes.
            None if attribute == "Arn" => Value::new(Kind::String(bucket_arn(&self.undeclared(id, span))), span),
            None => {
                self.undeclared(id, span);
                let shown = format!("{id}.{attribute}");
                Value::unknown(Unknown::new(shown, span, "is not declared in this template"), span)
            }
        };
        value.naming(id, attribute)
    }

    /// What an attribute of a declared resource comes to; `Ref` is an attribute like the others.
    pub(in super::super) fn attribute(&self, declaration: &Declaration<'_>, attribute: &str, span: Span) -> Value {
        let id: &str = declaration.id;
        let constant = |reason: &str, constant: Constant| {
            let shown = if attribute == "Ref" { id.to_owned() } else { format!("{id}.{attribute}") };
            Value::unknown(Unknown::new(shown, span, reason).constant(constant), span)
        };
        match (declaration.type_name, attribute) {
            (types::BUCKET, "Ref") => Value::new(Kind::String(self.bucket_name(declaration)), span),
            (types::BUCKET, "Arn") => Value::new(Kind::String(bucket_arn(&self.bucket_name(declaration))), span),
            (types::KEY, "Ref" | "KeyId") => {
                let key = Unknown::new(id, span, "gets a generated id").constant(Constant::Id);
                Value::unknown(key, span)
            }
            (_, "Ref") => constant("is known only after deployment", Constant::Id),
            (_, name) if name.ends_with("Arn") => constant("is known only after deployment", Constant::Arn),
            _ => {
                let unknown = Unknown::new(format!("{id}.{attribute}"), span, "is known only after deployment");
                Value::unknown(unknown, span)
            }
        }
    }

    fn bucket_name(&self, declaration: &Declaration<'_>) -> Text {
        let id = declaration.id;
        let generated = || {
            let at = declaration.entry.key_span;
            Text::hole(Arc::new(Unknown::new(Arc::clone(id), at, "gets a generated name").constant(Constant::Id)))
        };
        let Some(written) =
            declaration.entry.value.get("Properties").and_then(|properties| properties.get("BucketName"))
        else {
            return generated();
        };
        let name = self.once(&format!("name of {id}"), || self.value(written));
        match name {
            Some(name) if name.is_null() => generated(),
            // A name that hangs on a condition is one name all the same, wherever the bucket is meant.
            Some(name) => name.to_text().unwrap_or_else(generated),
            None => {
                self.circle(id, written.span());
                generated()
            }
        }
    }

    /// The name of what is not declared: one hole for each logical id, told once.
    fn undeclared(&self, id: &str, span: Span) -> Text {
        if self.undeclared.borrow_mut().insert(id.to_owned()) {
            self.report(ProblemKind::Invalid, span, format!("`{id}` is not declared in this template"));
        }
        Text::hole(Arc::new(Unknown::new(id, span, "is not declared in this template")))
    }
}

/// Parameters that AWS sets.
fn pseudo_parameter(name: &str, span: Span) -> Option<Value> {
    let constant = match name {
        "AWS::NoValue" => return Some(Value::null(span)),
        "AWS::AccountId" => Constant::AccountId,
        "AWS::Region" => Constant::Region,
        "AWS::Partition" => Constant::Partition,
        "AWS::StackId" => Constant::Arn,
        "AWS::StackName" | "AWS::URLSuffix" => Constant::Id,
        "AWS::NotificationARNs" => return Some(Value::unknown(Unknown::new(name, span, "is set at deployment"), span)),
        _ => return None,
    };
    Some(Value::unknown(Unknown::new(name, span, "is set at deployment").constant(constant), span))
}

fn parameter_value(name: &str, parameter: &Entry, span: Span) -> Value {
    let kind = parameter.value.get("Type").and_then(Value::as_str).unwrap_or("String");
    let unknown = |reason: &str| Unknown::new(name, span, reason);
    if kind.starts_with("AWS::SSM::Parameter::Value") {
        return Value::unknown(unknown("is read from Systems Manager at deployment"), span);
    }
    match parameter.value.get("Default") {
        Some(default) => typed(default, kind).used_at(span, format!("default of parameter `{name}`")),
        // A type of AWS, such as the id of a VPC, takes nothing but existing ids.
        None if kind.starts_with("AWS::") => {
            Value::unknown(unknown("is a parameter without a default").constant(Constant::Id), span)
        }
        None => Value::unknown(unknown("is a parameter without a default"), span),
    }
}

/// A default as its parameter's type reads it: everything is a string but numbers and lists.
fn typed(default: &Value, kind: &str) -> Value {
    let span = default.span();
    let text = default.to_text();
    match (kind, text.as_ref().and_then(Text::as_str)) {
        ("Number", Some(text)) => {
            text.parse::<f64>().map_or_else(|_| default.clone(), |it| Value::new(Kind::Number(Number::from(it)), span))
        }
        (list, Some(text)) if list == "CommaDelimitedList" || list.starts_with("List<") => {
            Value::list(text.split(',').map(|item| Value::string(item.trim(), span)).collect(), span)
        }
        (_, Some(text)) if !matches!(default.kind, Kind::String(_)) => Value::string(text, span),
        _ => default.clone(),
    }
}
