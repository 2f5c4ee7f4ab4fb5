//! Resources of the model, out of a template. The vocabulary is CloudFormation's own, so properties stay as they stand.

use std::sync::Arc;

use super::evaluate::Evaluator;
use super::template::Declaration;
use crate::model::{Declared, Resource, types};
use crate::value::{Map, Text, TextBuilder, Unknown, Value};

/// The resource of the model that a declaration makes; `None` for types that the model does not hold, and for a resource
/// whose condition does not hold.
pub(super) fn resource(declaration: &Declaration<'_>, evaluator: &Evaluator<'_>) -> Option<Resource> {
    let type_name = declaration.type_name;
    if ![types::BUCKET, types::BUCKET_POLICY, types::KEY, types::KEY_ALIAS].contains(&type_name) {
        return None;
    }
    let presence = evaluator.presence(declaration)?;
    let header = declaration.entry.key_span;
    let body = header.to(declaration.entry.value.span());
    let properties = properties(declaration, evaluator);
    Some(Resource {
        address: Arc::clone(declaration.id),
        type_name: type_name.into(),
        source_type: type_name.into(),
        names: names(declaration, &properties, evaluator),
        properties,
        header,
        body,
        presence,
        declared: Declared::Here,
    })
}

fn properties(declaration: &Declaration<'_>, evaluator: &Evaluator<'_>) -> Map {
    let Some(written) = declaration.entry.value.get("Properties") else { return Map::default() };
    let value = evaluator.value(written);
    match value.as_map() {
        Some(map) => map.clone(),
        None if value.is_null() => Map::default(),
        None => {
            let unknown = match value.as_unknown() {
                Some(unknown) => Arc::clone(unknown),
                None => {
                    let shown = format!("Properties of {}", declaration.id);
                    Arc::new(Unknown::new(shown, value.span(), format!("is {}, not a map", value.kind_name())))
                }
            };
            let mut map = Map::default();
            map.rest = Some(unknown);
            map
        }
    }
}

/// The texts by which other resources may mean this one.
fn names(declaration: &Declaration<'_>, properties: &Map, evaluator: &Evaluator<'_>) -> Vec<Text> {
    let text = |attribute: &str| evaluator.attribute(declaration, attribute, declaration.entry.key_span).to_text();
    match declaration.type_name {
        types::BUCKET => text("Ref").into_iter().chain(text("Arn")).collect(),
        types::KEY => text("Ref").into_iter().chain(text("Arn")).collect(),
        types::KEY_ALIAS => properties.get("AliasName").and_then(Value::to_text).into_iter().collect(),
        _ => Vec::new(),
    }
}

/// The ARN of a bucket of this name.
pub(super) fn bucket_arn(name: &Text) -> Text {
    let mut arn = TextBuilder::default();
    arn.push("arn:aws:s3:::");
    arn.push_text(name);
    arn.finish()
}
