//! What the attributes of declared resources come to, as far as the template says it.

use std::sync::Arc;

use super::evaluator::Evaluator;
use crate::catalogue::{type_named, types};
use crate::finding::ProblemKind;
use crate::frontends::cloudformation::shape;
use crate::frontends::cloudformation::template::Declaration;
use crate::source::Span;
use crate::value::{Computed, Constant, Kind, Nature, Text, TextBuilder, Unknown, Value};

impl Evaluator<'_> {
    /// What an attribute of a declared resource comes to; `Ref` is an attribute like the others.
    pub(in super::super) fn attribute(&self, declaration: &Declaration<'_>, attribute: &str, span: Span) -> Value {
        let text = |text: Text| Value::new(Kind::String(text), span);
        match (declaration.type_name, attribute) {
            (types::BUCKET, "Ref") => text(self.bucket_name(declaration)),
            (types::BUCKET, "Arn") => text(bucket_arn(&self.bucket_name(declaration))),
            (types::BUCKET, "DomainName") => text(self.domain(declaration, ".s3", false, span)),
            (types::BUCKET, "RegionalDomainName") => text(self.domain(declaration, ".s3.", true, span)),
            (types::BUCKET, "DualStackDomainName") => text(self.domain(declaration, ".s3.dualstack.", true, span)),
            (types::KEY | types::REPLICA_KEY, "Ref" | "KeyId") => {
                self.generated(declaration, "Ref", Computed::GeneratedId, Constant::Id, span)
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
            (_, name) => self.other_attribute(declaration, name, span),
        }
    }

    /// An attribute of which only the registry tells. What a custom resource gives out is what its function says.
    fn other_attribute(&self, it: &Declaration<'_>, name: &str, span: Span) -> Value {
        let is_there = shape::has_attribute(it.type_name, name);
        if is_there == Some(false) {
            let message = format!("`{}` has no attribute `{name}`", it.type_name);
            self.report(ProblemKind::Invalid, span, message);
        }
        let is_assigned = is_there.unwrap_or_else(|| is_of_aws(it.type_name));
        if is_assigned && !is_plural(name) {
            return self.after_deployment(it, name, Constant::Id, span);
        }
        let unknown = Unknown::new(format!("{}.{name}", it.id), span, Computed::AfterDeployment);
        let each = if name.ends_with("Arns") { Constant::Arn } else { Constant::Id };
        let known = if is_assigned { Nature::collection(each.into()) } else { Nature::default() };
        Value::unknown(unknown.known(&known).symbol(self.own(it.id).part([name])), span)
    }

    /// The name that a declaration gives itself, which `Ref` gives out; one that is assigned where it gives none.
    fn own_name(&self, declaration: &Declaration<'_>, span: Span) -> Value {
        let Some(property) = type_named(declaration.type_name).and_then(|of| of.named_by) else {
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
        self.generated(it, attribute, Computed::AfterDeployment, constant, span)
    }

    fn generated(
        &self,
        it: &Declaration<'_>,
        attribute: &str,
        reason: Computed,
        constant: Constant,
        span: Span,
    ) -> Value {
        let shown = if attribute == "Ref" { it.id.to_string() } else { format!("{}.{attribute}", it.id) };
        let unknown = Unknown::new(shown.clone(), span, reason).constant(constant);
        let own = self.own(it.id);
        Value::unknown(unknown.symbol(if attribute == "Ref" { own } else { own.part([attribute]) }), span)
    }

    /// A host that serves a bucket.
    fn domain(&self, declaration: &Declaration<'_>, service: &str, is_regional: bool, span: Span) -> Text {
        let mut after = TextBuilder::default();
        after.push(service);
        let region = is_regional.then(|| self.reference_to("AWS::Region", span).to_text()).flatten();
        region.iter().for_each(|region| after.push_text(region));
        after.push(".amazonaws.com");
        around("", &self.bucket_name(declaration), &after.finish())
    }

    pub(in super::super) fn bucket_name(&self, declaration: &Declaration<'_>) -> Text {
        let id = declaration.id;
        if let Some(known) = self.names.borrow().get(id) {
            return known.clone();
        }
        let generated = || {
            let at = declaration.entry.key_span;
            let unknown = Unknown::new(Arc::clone(id), at, Computed::GeneratedName).constant(Constant::BucketName);
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

/// Whether AWS assigns what resources of a type give out: not where somebody's function or signal says it.
fn is_of_aws(type_name: &str) -> bool {
    type_name.starts_with("AWS::") && !type_name.starts_with("AWS::CloudFormation::")
}

/// Whether an attribute is a list, by its name.
fn is_plural(name: &str) -> bool {
    name.ends_with('s') && !["ss", "us", "Dns"].iter().any(|end| name.ends_with(end))
}

/// The ARN of a bucket of this name.
pub(in super::super) fn bucket_arn(name: &Text) -> Text {
    around("arn:aws:s3:::", name, &Text::default())
}

/// The name of a bucket with letters around it. Of one that is not known, S3 says which letters it has none of.
fn around(before: &str, name: &Text, after: &Text) -> Text {
    let mut builder = TextBuilder::default();
    builder.push(before);
    builder.push_text(&name.as_bucket_name());
    builder.push_text(after);
    builder.finish()
}
