//! What the attributes of declared resources come to, as far as the template says it.

use std::sync::Arc;

use super::Evaluator;
use crate::finding::ProblemKind;
use crate::frontends::cloudformation::shape;
use crate::frontends::cloudformation::template::Declaration;
use crate::model::types;
use crate::source::Span;
use crate::value::{Constant, Kind, Text, TextBuilder, Unknown, Value};

impl Evaluator<'_> {
    /// What an attribute of a declared resource comes to; `Ref` is an attribute like the others.
    pub(in super::super) fn attribute(&self, declaration: &Declaration<'_>, attribute: &str, span: Span) -> Value {
        let text = |text: Text| Value::new(Kind::String(text), span);
        match (declaration.type_name, attribute) {
            (types::BUCKET, "Ref") => text(self.bucket_name(declaration)),
            (types::BUCKET, "Arn") => text(bucket_arn(&self.bucket_name(declaration))),
            (types::BUCKET, "DomainName") => text(around("", &self.bucket_name(declaration), ".s3.amazonaws.com")),
            (types::KEY | types::REPLICA_KEY, "Ref" | "KeyId") => {
                self.generated(declaration, "Ref", "gets a generated id", Constant::Id, span)
            }
            (types::MANAGED_POLICY, "Ref" | "PolicyArn") => {
                self.after_deployment(declaration, "Ref", Constant::Arn, span)
            }
            (types::MULTI_REGION_ACCESS_POINT, "Alias") => {
                self.after_deployment(declaration, "Alias", Constant::Id, span)
            }
            (types::ACCESS_POINT, "Name") => self.own_name(declaration, span),
            // The registry does not list these, the page of the type does.
            ("AWS::SSM::Parameter", "Type" | "Value") => self.passed_on(declaration, attribute, attribute, span),
            (_, "Ref") => self.own_name(declaration, span),
            (_, name) if name.ends_with("Arn") => self.after_deployment(declaration, name, Constant::Arn, span),
            (_, name) => {
                if shape::has_attribute(declaration.type_name, name) == Some(false) {
                    let message = format!("`{}` has no attribute `{name}`", declaration.type_name);
                    self.report(ProblemKind::Invalid, span, message);
                }
                let shown = format!("{}.{name}", declaration.id);
                let unknown = Unknown::new(shown.clone(), span, "is known only after deployment");
                Value::unknown(unknown.symbol(self.own(declaration.id).part([name])), span)
            }
        }
    }

    /// The name that a declaration gives itself, which `Ref` gives out; one that is assigned where it gives none.
    fn own_name(&self, declaration: &Declaration<'_>, span: Span) -> Value {
        let Some(property) = name_property(declaration.type_name) else {
            return self.after_deployment(declaration, "Ref", Constant::Id, span);
        };
        if let Some(known) = self.names.borrow().get(declaration.id) {
            return Value::new(Kind::String(known.clone()), span);
        }
        let name = self.passed_on(declaration, property, "Ref", span);
        if let Kind::String(known) = &name.kind {
            self.names.borrow_mut().insert(Arc::clone(declaration.id), known.clone());
        }
        name
    }

    /// An attribute that gives out a property; it is assigned where that is not set.
    fn passed_on(&self, declaration: &Declaration<'_>, property: &str, attribute: &str, span: Span) -> Value {
        let assigned = || self.after_deployment(declaration, attribute, Constant::Id, span);
        let Some(written) = declaration.property(property) else { return assigned() };
        match self.once(&format!("{property} of {}", declaration.id), || self.in_text(written)) {
            Some(value) => value.to_text().map_or_else(assigned, |value| Value::new(Kind::String(value), span)),
            None => self.circle(declaration.id, written.span()),
        }
    }

    fn after_deployment(&self, it: &Declaration<'_>, attribute: &str, constant: Constant, span: Span) -> Value {
        self.generated(it, attribute, "is known only after deployment", constant, span)
    }

    fn generated(&self, it: &Declaration<'_>, attribute: &str, reason: &str, constant: Constant, span: Span) -> Value {
        let shown = if attribute == "Ref" { it.id.to_string() } else { format!("{}.{attribute}", it.id) };
        let unknown = Unknown::new(shown.clone(), span, reason).constant(constant);
        let own = self.own(it.id);
        Value::unknown(unknown.symbol(if attribute == "Ref" { own } else { own.part([attribute]) }), span)
    }

    pub(in super::super) fn bucket_name(&self, declaration: &Declaration<'_>) -> Text {
        let id = declaration.id;
        if let Some(known) = self.names.borrow().get(id) {
            return known.clone();
        }
        let generated = || {
            let at = declaration.entry.key_span;
            let unknown = Unknown::new(Arc::clone(id), at, "gets a generated name").constant(Constant::Id);
            Text::hole(Arc::new(unknown.symbol(self.own(id))))
        };
        let name = match declaration.property("BucketName") {
            None => generated(),
            Some(written) => match self.once(&format!("name of {id}"), || self.in_text(written)) {
                Some(name) if name.is_null() => generated(),
                // A name that hangs on a condition is one name all the same, wherever the bucket is meant.
                Some(name) => name.to_text().unwrap_or_else(generated),
                None => {
                    self.circle(id, written.span());
                    return generated();
                }
            },
        };
        self.names.borrow_mut().insert(Arc::clone(id), name.clone());
        name
    }
}

/// The property that gives a resource of a type the name which `Ref` gives out. Buckets are looked at apart.
fn name_property(type_name: &str) -> Option<&'static str> {
    match type_name {
        types::KEY_ALIAS => Some("AliasName"),
        types::ROLE => Some("RoleName"),
        types::DIRECTORY_BUCKET => Some("BucketName"),
        types::ACCESS_POINT | types::MULTI_REGION_ACCESS_POINT | types::OBJECT_LAMBDA_ACCESS_POINT => Some("Name"),
        _ => None,
    }
}

/// The ARN of a bucket of this name.
pub(in super::super) fn bucket_arn(name: &Text) -> Text {
    around("arn:aws:s3:::", name, "")
}

fn around(before: &str, text: &Text, after: &str) -> Text {
    let mut builder = TextBuilder::default();
    builder.push(before);
    builder.push_text(text);
    builder.push(after);
    builder.finish()
}
