//! `Ref` and `Fn::GetAtt`.

use std::sync::Arc;

use super::evaluator::{Evaluator, arguments};
use crate::finding::ProblemKind;
use crate::source::Span;
use crate::value::{Constant, Elsewhere, Kind, Reason, Text, Unknown, Value};

impl Evaluator<'_> {
    pub(super) fn reference(&self, name: &Value, span: Span) -> Value {
        // With language extensions, the name may be put together of what is known.
        match self.in_text(name).as_str() {
            Some(name) => self.reference_to(name, span),
            None => self.misused("Ref", span, "takes a name"),
        }
    }

    /// What `Ref` of a name comes to.
    pub(super) fn reference_to(&self, name: &str, span: Span) -> Value {
        if let Some(value) = self.pseudo_parameter(name, span) {
            return value;
        }
        if let Some((name, parameter)) = self.template.parameters.entry_of(name) {
            return self.parameter(name, parameter, span);
        }
        match self.declaration(name) {
            Some(declaration) => self.naming(self.attribute(&declaration, "Ref", span), name, "Ref"),
            None => {
                let text = self.undeclared(name, span);
                self.naming(Value::new(Kind::String(text), span), name, "Ref")
            }
        }
    }

    pub(super) fn get_att(&self, argument: &Value, span: Span) -> Value {
        let parts: Vec<_> = match argument.as_list() {
            Some(list) => {
                let parts = list.items.iter().map(|item| self.in_text(item));
                parts.filter_map(|part| part.as_str().map(str::to_owned)).collect()
            }
            None => {
                let written = argument.as_str().and_then(|text| text.split_once('.'));
                written.map(|(id, name)| vec![id.to_owned(), name.to_owned()]).unwrap_or_default()
            }
        };
        match parts.as_slice() {
            [id, attribute @ ..] if !attribute.is_empty() => self.attribute_of(id, &attribute.join("."), span),
            _ if arguments(argument).len() >= 2 => {
                self.undecided("Fn::GetAtt", span, "names an attribute that is not known")
            }
            _ => self.misused("Fn::GetAtt", span, "takes a logical id and an attribute"),
        }
    }

    /// What an attribute of a logical id comes to.
    pub(super) fn attribute_of(&self, id: &str, attribute: &str, span: Span) -> Value {
        if let Some(declaration) = self.declaration(id) {
            if let Some(output) = attribute.strip_prefix("Outputs.")
                && super::nest::is_stack(declaration.type_name)
            {
                return self.output_of(&declaration, output, span);
            }
            return self.naming(self.attribute(&declaration, attribute, span), id, attribute);
        }
        let value = match attribute {
            // What is meant by the ARN of a missing resource is a bucket, as far as this model goes.
            "Arn" => {
                let name = self.undeclared(id, span);
                Value::new(Kind::String(super::attribute::bucket_arn(&name)), span)
            }
            _ => {
                self.undeclared(id, span);
                let unknown = Unknown::new(format!("{id}.{attribute}"), span, Elsewhere::InTemplate);
                Value::unknown(unknown.symbol(self.own(id).part([attribute])), span)
            }
        };
        self.naming(value, id, attribute)
    }

    /// The value, naming a resource of this stack. A logical id that two templates of the unit share names none of the
    /// two for sure: their names tell them apart.
    pub(super) fn naming(&self, value: Value, id: &str, attribute: &str) -> Value {
        let is_choice = matches!(value.kind, Kind::Choice(_));
        if is_choice || (self.path.is_empty() && self.shared.shared_ids.contains(id)) {
            return value;
        }
        value.naming(format!("{}{id}", self.path), attribute)
    }

    /// The name of what is not declared: one hole for each logical id.
    fn undeclared(&self, id: &str, span: Span) -> Text {
        let (reason, may_be_added) = match &self.resources.rest {
            Some(rest) => (Reason::from(format!("may be declared by `{}`", rest.expression)), true),
            None => (Elsewhere::InTemplate.into(), self.is_made_by_serverless(id)),
        };
        if !may_be_added && self.template.may_be_part {
            let message = format!("`{id}` is not declared in this file, which may be a part of a template");
            self.report(ProblemKind::Note, span, message);
        } else if !may_be_added {
            self.report(ProblemKind::Invalid, span, format!("`{id}` is not declared in this template"));
        }
        let unknown = Unknown::new(id, span, reason).symbol(self.own(id));
        Text::hole(Arc::new(if may_be_added { unknown.constant(Constant::Id) } else { unknown }))
    }

    /// Whether SAM may make a resource of this id: its names start with that of the resource that it is made for.
    fn is_made_by_serverless(&self, id: &str) -> bool {
        let made_for = |(made_for, entry): (&Arc<str>, &crate::value::Entry)| {
            let kind = entry.value.get("Type").and_then(Value::as_str).unwrap_or("");
            (kind.starts_with("AWS::Serverless::") && id.starts_with(&**made_for)) || id.starts_with("Serverless")
        };
        self.template.is_serverless && self.resources.iter().any(made_for)
    }
}
