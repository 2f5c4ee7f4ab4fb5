//! The sections of a template.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::evaluate::Evaluator;
use super::lower;
use crate::finding::{Problem, ProblemKind};
use crate::frontends::Loaded;
use crate::source::{FileId, Span};
use crate::value::{Entry, Value};

/// A template's sections, each entry by its logical id.
#[derive(Debug, Default)]
pub(super) struct Template<'t> {
    pub(super) parameters: BTreeMap<&'t str, &'t Entry>,
    pub(super) conditions: BTreeMap<&'t str, &'t Entry>,
    pub(super) mappings: BTreeMap<&'t str, &'t Entry>,
    pub(super) resources: BTreeMap<&'t str, Declaration<'t>>,
}

/// A resource as the template declares it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declaration<'t> {
    pub(super) id: &'t Arc<str>,
    pub(super) entry: &'t Entry,
    pub(super) type_name: &'t str,
}

/// Reads a template into the model.
pub(super) fn load(root: &Value, file: FileId, loaded: &mut Loaded) {
    let mut template = Template {
        parameters: section(root, "Parameters", &mut loaded.problems),
        conditions: section(root, "Conditions", &mut loaded.problems),
        mappings: section(root, "Mappings", &mut loaded.problems),
        ..Template::default()
    };
    let mut order = Vec::new();
    if let Some(resources) = root.get("Resources") {
        let Some(map) = resources.as_map() else {
            loaded.problems.push(wrong_shape(resources, "Resources"));
            return;
        };
        for (id, entry) in map.iter() {
            match entry.value.get("Type").and_then(Value::as_str) {
                Some(type_name) => {
                    order.push(&**id);
                    template.resources.insert(id, Declaration { id, entry, type_name });
                }
                None if &**id == "Fn::Transform" || id.starts_with("Fn::ForEach") => {
                    loaded.problems.push(expands(id, entry.key_span))
                }
                None => {
                    let message = format!("the resource `{id}` has no `Type`");
                    loaded.problems.push(Problem::at(ProblemKind::Invalid, entry.key_span, message));
                }
            }
        }
    }
    note_macros(root, &mut loaded.problems);
    let evaluator = Evaluator::new(&template, file);
    for id in order {
        if let Some(declaration) = template.resources.get(id) {
            loaded.deployment.resources.extend(lower::resource(declaration, &evaluator));
        }
    }
    loaded.problems.extend(evaluator.problems());
}

fn section<'t>(root: &'t Value, name: &str, problems: &mut Vec<Problem>) -> BTreeMap<&'t str, &'t Entry> {
    match root.get(name) {
        Some(value) if value.is_null() => BTreeMap::new(),
        Some(value) => match value.as_map() {
            Some(map) => map.iter().map(|(id, entry)| (&**id, entry)).collect(),
            None => {
                problems.push(wrong_shape(value, name));
                BTreeMap::new()
            }
        },
        None => BTreeMap::new(),
    }
}

fn wrong_shape(value: &Value, section: &str) -> Problem {
    let message = format!("`{section}` is {}, not a map of logical ids", value.kind_name());
    Problem::at(ProblemKind::Invalid, value.span(), message).help("it is read as empty")
}

fn expands(id: &str, at: Span) -> Problem {
    let message = format!("`{id}` makes resources that are not judged: it is not expanded yet");
    Problem::at(ProblemKind::Note, at, message)
}

/// Macros of one's own may change anything in the template; AWS's two leave buckets as they are written.
fn note_macros(root: &Value, problems: &mut Vec<Problem>) {
    let Some(transform) = root.get("Transform") else { return };
    let names = transform.as_list().map_or_else(|| vec![transform], |list| list.items.iter().collect());
    for name in names {
        let known =
            name.as_str().is_some_and(|name| name.starts_with("AWS::Serverless") || name == "AWS::LanguageExtensions");
        if !known {
            let message = "the template goes through a macro, which may change what is judged here";
            problems.push(Problem::at(ProblemKind::Note, name.span(), message));
        }
    }
}
