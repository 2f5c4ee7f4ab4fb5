//! Functions that read text as Terraform's language: `templatestring`, `provider::terraform::decode_tfvars`.
//!
//! The text is read as a note beside the files, because literals are read from the source. Places in it mean nothing to
//! people, so that what comes out stands at the call.

use std::sync::Arc;

use hcl_edit::expr::{Expression, FuncCall};
use hcl_edit::structure::Structure;
use hcl_edit::visit::{Visit, visit_expr};

use super::super::evaluator::{Context, Evaluator};
use super::super::scope::Scope;
use super::super::types::{Type, convert};
use crate::source::{FileId, Span};
use crate::terraform::load::Place;
use crate::value::{Choice, Entry, Kind, List, Map, Piece, Text, TextBuilder, Unknown, Value};

impl Evaluator<'_> {
    /// The template is named by a reference: Terraform refuses one that is written into the call.
    pub(super) fn template_string(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        let is_reference = match call.args.get(0) {
            Some(Expression::Traversal(traversal)) => traversal.expr.as_variable().is_some(),
            argument => matches!(argument, Some(Expression::Variable(_))),
        };
        let operands: Vec<Value> = call.args.iter().map(|argument| self.expression(argument, context)).collect();
        if let Some(error) = operands.iter().find_map(Value::error) {
            return error.clone();
        }
        self.made_of(&operands, span, &mut |operands| match operands {
            [template, variables] if is_reference => self.rendered(template, variables, span),
            _ => self.error(span, "is an error of `templatestring`: it takes a reference to a template, and variables"),
        })
    }

    /// The text of a template that is text itself, with these variables.
    pub(in super::super) fn rendered(&self, template: &Value, variables: &Value, span: Span) -> Value {
        let operands = [template.clone(), variables.clone()];
        self.distribute(span, &operands, false, &mut |operands| match operands {
            [Value { kind: Kind::Bool(_) | Kind::Number(_), .. }, _] => {
                self.error(span, "has a template that is no string")
            }
            [template, variables] => match self.note(template, span) {
                Ok(file) => self.as_text(&self.template_in(file, variables, span), span),
                Err(value) => value,
            },
            _ => self.error(span, "has no template"),
        })
    }

    /// A template that is nothing but an interpolation may be anything; here it has to be text.
    fn as_text(&self, value: &Value, span: Span) -> Value {
        self.distribute(span, std::slice::from_ref(value), false, &mut |operands| match operands {
            [value] if !value.is_null() => match convert(value, &Type::String) {
                Ok(text) => settled(&text, span),
                Err(reason) => self.error(span, format!("is an error of `templatestring`: {reason}")),
            },
            _ => self.error(span, "is an error of `templatestring`: the result must not be null"),
        })
    }

    /// What a file of values says: arguments whose expressions name nothing and call nothing.
    pub(super) fn decode_tfvars(&self, call: &FuncCall, span: Span, context: Context<'_>) -> Value {
        let operands: Vec<Value> = call.args.iter().map(|argument| self.expression(argument, context)).collect();
        if let Some(error) = operands.iter().find_map(Value::error) {
            return error.clone();
        }
        self.distribute(span, &operands, false, &mut |operands| match operands {
            [text] => match self.note(text, span) {
                Ok(file) => settled(&self.values_in(file, span), span),
                Err(value) => value,
            },
            _ => self.error(span, "is an error of `decode_tfvars`: it takes one argument"),
        })
    }

    /// Text as a note; else what a function of it is.
    fn note(&self, text: &Value, span: Span) -> Result<FileId, Value> {
        let Some(known) = text.to_text() else {
            return Err(self.error(span, format!("reads {} where a string is needed", text.kind_name())));
        };
        let Some(known) = known.as_str() else { return Err(self.open(span, "text of", &[text])) };
        if !self.spend(known.len() / 16) {
            return Err(self.too_large(span));
        }
        Ok(self.module.sources.note(self.module.sources.name(span.file).to_owned(), known))
    }

    fn values_in(&self, file: FileId, span: Span) -> Value {
        let Ok(body) = hcl_edit::parser::parse_body(self.module.sources.text(file)) else {
            return self.error(span, "reads text that is no file of values");
        };
        let scope = Scope::closed();
        let context = Context { place: Place::of_file(file), scope: &scope };
        let mut map = Map::default();
        for structure in &body {
            let Structure::Attribute(attribute) = structure else { return self.error(span, "reads a block") };
            let mut names = Names(false);
            names.visit_expr(&attribute.value);
            if names.0 || map.get(attribute.key.as_str()).is_some() {
                return self.error(span, format!("has a value of `{}` that is none", attribute.key.as_str()));
            }
            map.insert(attribute.key.as_str(), span, self.expression(&attribute.value, context));
        }
        Value::map(map, span)
    }
}

/// Whether an expression names or calls something.
struct Names(bool);

impl Visit for Names {
    fn visit_expr(&mut self, expression: &Expression) {
        self.0 |= matches!(expression, Expression::Variable(_) | Expression::FuncCall(_));
        visit_expr(self, expression);
    }
}

/// The value with every part standing at the call.
fn settled(value: &Value, span: Span) -> Value {
    let unknown = |of: &Arc<Unknown>| Arc::new(Unknown { span, ..Unknown::clone(of) });
    let kind = match &value.kind {
        Kind::String(text) => Kind::String(settled_text(text, span)),
        Kind::Json(inner) => Kind::Json(Arc::new(settled(inner, span))),
        Kind::List(list) => Kind::List(List {
            items: list.items.iter().map(|item| settled(item, span)).collect(),
            rest: list.rest.as_ref().map(unknown),
        }),
        Kind::Set(set) => Kind::Set(set.each(|item| settled(item, span))),
        Kind::Map(map) => {
            let entry = |(key, entry): (&Arc<str>, &Entry)| {
                (Arc::clone(key), Entry { key_span: span, value: settled(&entry.value, span) })
            };
            let mut settled = Map::new(map.iter().map(entry));
            settled.rest = map.rest.as_ref().map(unknown);
            Kind::Map(settled)
        }
        Kind::Unknown(of) => Kind::Unknown(unknown(of)),
        Kind::Choice(choice) => Kind::Choice(Arc::new(Choice {
            condition: unknown(&choice.condition),
            when_true: settled(&choice.when_true, span),
            when_false: settled(&choice.when_false, span),
        })),
        simple => simple.clone(),
    };
    Value::new(kind, span).shaped(value.shape())
}

fn settled_text(text: &Text, span: Span) -> Text {
    let mut out = TextBuilder::default();
    for piece in text.pieces() {
        match piece {
            Piece::Known(known) => out.push(known),
            Piece::Hole(hole) => out.push_hole(Arc::new(Unknown { span, ..Unknown::clone(hole) })),
        }
    }
    out.finish()
}
