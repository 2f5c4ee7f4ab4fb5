//! Resources of the model, out of a stack. The vocabulary is CloudFormation's own, so properties stay as they stand.

use std::sync::Arc;

use super::evaluate::{Evaluator, is_stack};
use super::template::{Declaration, untyped};
use super::{cdk, shape};
use crate::catalogue::{TemplatePart, Type, is_judged, template_part, types};
use crate::finding::{OfAll, Problem, ProblemKind};
use crate::frontends::Loaded;
use crate::model::{Attachment, Declared, Resource, Sets, SwitchedOff};
use crate::source::Span;
use crate::value::{Map, Step, Symbol, Text, Unknown, Value};

/// Reads a stack and those that it nests into the model.
pub(super) fn stack(evaluator: &Evaluator<'_>, loaded: &mut Loaded) {
    for (id, entry) in evaluator.resources.iter() {
        match Declaration::of(id, entry) {
            Some(declaration) if is_stack(declaration.type_name) => nested(&declaration, evaluator, loaded),
            Some(declaration) => evaluator.shared.budget.part(|| resource(&declaration, evaluator, loaded)),
            None => evaluator.tell(untyped(id, entry)),
        }
    }
    loaded.problems.extend(evaluator.problems());
}

fn nested(declaration: &Declaration<'_>, evaluator: &Evaluator<'_>, loaded: &mut Loaded) {
    loaded.deployment.not_made.extend(not_made(declaration, evaluator));
    if let Some(child) = evaluator.child(declaration.id) {
        stack(&child, loaded);
    }
}

fn resource(declaration: &Declaration<'_>, evaluator: &Evaluator<'_>, loaded: &mut Loaded) {
    if declaration.type_name == "AWS::CloudFormation::StackSet" && evaluator.presence(declaration).is_some() {
        let of_all = OfAll {
            one: "what a stack set deploys is not followed",
            many: "stack sets are not followed to what they deploy",
            names: vec![format!("`{}`", declaration.id)],
        };
        let problem = Problem::of_all(ProblemKind::Unread, declaration.entry.key_span, of_all);
        evaluator.tell(problem.help("analyse its template on its own"));
    }
    if let Some(meant) = shape::meant(declaration.type_name) {
        let message =
            format!("nothing is known of the type `{}`: `{}` is not judged", declaration.type_name, declaration.id);
        let at = declaration.entry.value.get("Type").map_or(declaration.entry.key_span, Value::span);
        evaluator.tell(Problem::at(ProblemKind::Invalid, at, message).help(format!("did you mean `{meant}`?")));
    }
    loaded.deployment.switched_off.extend(switched_off(declaration, evaluator));
    if is_judged(declaration.type_name) {
        loaded.deployment.not_made.extend(not_made(declaration, evaluator));
    }
    if let Some((of, part)) = template_part(declaration.type_name)
        && evaluator.has_room(declaration.entry.key_span)
    {
        loaded.deployment.attachments.extend(attached(declaration, evaluator, of, part));
    }
    if shape::is_held(declaration.type_name)
        && evaluator.has_room(declaration.entry.key_span)
        && let Some(resource) = held(declaration, evaluator)
    {
        let called = made_by(declaration, evaluator).map(|made_by| (Arc::clone(&resource.address), made_by));
        loaded.deployment.called.extend(called);
        loaded.deployment.resources.push(resource);
    }
}

/// Something whose condition does not hold.
fn not_made(declaration: &Declaration<'_>, evaluator: &Evaluator<'_>) -> Option<(Span, Arc<str>)> {
    let is_out = evaluator.presence(declaration).is_none();
    is_out.then(|| (declaration.entry.key_span, format!("{}{}", evaluator.path, declaration.id).into()))
}

/// What a bucket policy would set whose condition does not hold, or a bucket.
fn switched_off(declaration: &Declaration<'_>, evaluator: &Evaluator<'_>) -> Option<SwitchedOff> {
    let (name, sets) = match declaration.type_name {
        types::BUCKET_POLICY => ("Bucket", Sets::Policy),
        types::BUCKET => ("BucketName", Sets::Whole),
        _ => return None,
    };
    let condition = declaration.entry.value.get("Condition")?;
    if evaluator.presence(declaration).is_some() {
        return None;
    }
    let off = Value::null(condition.span()).chosen_by(evaluator.deciding(condition, false).as_ref());
    let owner = evaluator.value(declaration.property(name)?);
    Some(SwitchedOff { owner_type: types::BUCKET, owner, sets, off })
}

/// The construct of the CDK that made a resource, and where its stack is nested.
fn made_by(declaration: &Declaration<'_>, evaluator: &Evaluator<'_>) -> Option<Arc<Step>> {
    let nested = evaluator.nested_at.clone();
    match cdk::construct(declaration) {
        Some(path) => {
            let what = format!("made by the construct `{}`", path.as_str().unwrap_or_default());
            Some(Arc::new(Step { what: what.into(), span: path.span(), before: nested }))
        }
        None => nested,
    }
}

/// The resource that a declaration of a type of the model makes; `None` where its condition does not hold.
fn held(declaration: &Declaration<'_>, evaluator: &Evaluator<'_>) -> Option<Resource> {
    let presence = evaluator.presence(declaration)?;
    let written = properties(declaration, evaluator);
    let (mut properties, problems) = shape::fit(declaration.type_name, declaration.id, written);
    if matches!(declaration.type_name, types::ACCESS_POINT | types::MULTI_REGION_ACCESS_POINT)
        && let Some(account) = evaluator.pseudo_parameter("AWS::AccountId", declaration.entry.key_span)
    {
        properties.insert("AccountId", declaration.entry.key_span, account);
    }
    problems.into_iter().for_each(|problem| evaluator.tell(problem));
    let properties = placed(declaration, evaluator, properties);
    Some(Resource {
        address: format!("{}{}", evaluator.path, declaration.id).into(),
        type_name: declaration.type_name.into(),
        source_type: declaration.type_name.into(),
        names: names(declaration, evaluator),
        properties,
        header: declaration.entry.key_span,
        body: declaration.entry.key_span.to(declaration.entry.value.span()),
        presence,
        families: Vec::new(),
        declared: Declared::Here,
    })
}

/// What a declaration sets of the resource that it names; `None` where its condition does not hold.
fn attached(
    declaration: &Declaration<'_>,
    evaluator: &Evaluator<'_>,
    of: &'static Type,
    part: &TemplatePart,
) -> Option<Attachment> {
    let presence = evaluator.presence(declaration)?;
    let header = declaration.entry.key_span;
    let owner = declaration.property(part.owner).map_or_else(|| Value::null(header), |owner| evaluator.value(owner));
    Some(Attachment {
        address: format!("{}{}", evaluator.path, declaration.id).into(),
        source_type: declaration.type_name.into(),
        owner_type: of.name,
        owner,
        property: part.sets.into(),
        // What does not fit is told where it is read as a resource of its own.
        value: Value::map(
            shape::fit(declaration.type_name, declaration.id, properties(declaration, evaluator)).0,
            header,
        ),
        header,
        body: header.to(declaration.entry.value.span()),
        presence,
        families: Vec::new(),
    })
}

/// Where a bucket, key or role is deployed, as far as a manifest says it.
fn placed(declaration: &Declaration<'_>, evaluator: &Evaluator<'_>, mut properties: Map) -> Map {
    if matches!(declaration.type_name, types::BUCKET | types::KEY | types::ROLE) {
        let at = declaration.entry.key_span;
        for (name, parameter) in [("Account", Symbol::OWN_ACCOUNT), ("Region", Symbol::OWN_REGION)] {
            let said = evaluator.pseudo_parameter(parameter, at).filter(|value| value.as_str().is_some());
            said.map(|value| properties.insert(name, at, value));
        }
    }
    properties
}

fn properties(declaration: &Declaration<'_>, evaluator: &Evaluator<'_>) -> Map {
    if let Some(changed_by) = &evaluator.template.changed_by {
        return Map::default().with_rest(Some(Arc::clone(changed_by)));
    }
    let Some(written) = declaration.entry.value.get("Properties") else { return Map::default() };
    let value = evaluator.value(written);
    match value.as_map() {
        Some(map) => map.clone(),
        None if value.is_null() => Map::default(),
        None => {
            let unknown = value.as_unknown().cloned().unwrap_or_else(|| {
                let shown = format!("Properties of {}", declaration.id);
                let reason = format!("is {}, not a map", value.kind_name());
                evaluator.report(
                    ProblemKind::Invalid,
                    value.span(),
                    format!("`Properties` of `{}` {reason}", declaration.id),
                );
                Arc::new(Unknown::new(shown, value.span(), reason))
            });
            Map::default().with_rest(Some(unknown))
        }
    }
}

/// The texts by which other resources may mean this one.
fn names(declaration: &Declaration<'_>, evaluator: &Evaluator<'_>) -> Vec<Text> {
    let text = |attribute: &str| evaluator.attribute(declaration, attribute, declaration.entry.key_span).to_text();
    match declaration.type_name {
        types::BUCKET_POLICY => Vec::new(),
        types::KEY_ALIAS => text("Ref").into_iter().collect(),
        types::MULTI_REGION_ACCESS_POINT => text("Ref").into_iter().chain(text("Alias")).collect(),
        kind if shape::has_attribute(kind, "Arn") == Some(true) => text("Ref").into_iter().chain(text("Arn")).collect(),
        _ => text("Ref").into_iter().collect(),
    }
}
