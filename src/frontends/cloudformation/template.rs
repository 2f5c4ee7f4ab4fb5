//! The sections of a template as it is written.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::constraint::{Constraint, constraints};
use super::read;
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, SourceFile};
use crate::value::{Entry, Map, Reason, Unknown, Value};

/// A template's sections, each entry by its logical id.
#[derive(Debug)]
pub(super) struct Template {
    pub(super) file: FileId,
    pub(super) parameters: Map,
    /// What each parameter allows.
    pub(super) constraints: Rc<BTreeMap<Arc<str>, Constraint>>,
    pub(super) conditions: Rc<Map>,
    pub(super) mappings: Rc<Map>,
    pub(super) rules: Map,
    pub(super) resources: Rc<Map>,
    pub(super) outputs: Rc<Map>,
    /// Whether `AWS::LanguageExtensions` is declared.
    pub(super) has_extensions: bool,
    /// Whether it has nothing but resources, so that another program may make it a part of a template.
    pub(super) may_be_part: bool,
    /// Whether the template is SAM's.
    pub(super) is_serverless: bool,
    /// The macro of one's own that may change anything in the template.
    pub(super) changed_by: Option<Arc<Unknown>>,
    /// Defaults of SAM's resources.
    pub(super) globals: Option<Value>,
    pub(super) problems: Vec<Problem>,
}

/// A resource as the template declares it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declaration<'t> {
    pub(super) id: &'t Arc<str>,
    pub(super) entry: &'t Entry,
    pub(super) type_name: &'t str,
}

impl<'t> Declaration<'t> {
    /// The declaration of an entry of `Resources` that has a type.
    pub(super) fn of(id: &'t Arc<str>, entry: &'t Entry) -> Option<Self> {
        let type_name = entry.value.get("Type").and_then(Value::as_str)?;
        Some(Declaration { id, entry, type_name })
    }

    /// A property as it is written.
    pub(super) fn property(&self, name: &str) -> Option<&'t Value> {
        self.entry.value.get("Properties")?.get(name)
    }
}

/// AWS's own transforms that leave alone what is judged here, by the start of their names.
const HARMLESS: [&str; 6] = [
    "AWS::Serverless-",
    "AWS::LanguageExtensions",
    "AWS::SecretsManager-",
    "AWS::CodeDeployBlueGreen",
    "AWS::CodeStar",
    "AWS::ServiceCatalog",
];

/// The sections that CloudFormation knows.
const SECTIONS: [&str; 12] = [
    "AWSTemplateFormatVersion",
    "Description",
    "Metadata",
    "Parameters",
    "Mappings",
    "Conditions",
    "Rules",
    "Transform",
    "Globals",
    "Resources",
    "Outputs",
    "Hooks",
];

impl Template {
    /// Reads the template in a file; `None` where the text does not parse, with the reasons.
    pub(super) fn read(id: FileId, file: &SourceFile) -> (Option<Template>, Vec<Problem>) {
        let document = read::read(id, file);
        (document.root.map(|root| Template::new(id, root)), document.problems)
    }

    /// How many entries its sections have.
    pub(super) fn len(&self) -> usize {
        let sections =
            [&self.parameters, &self.conditions, &self.mappings, &self.rules, &self.resources, &self.outputs];
        sections.into_iter().map(Map::len).sum()
    }

    fn new(file: FileId, mut root: Value) -> Template {
        let mut problems = Vec::new();
        let mut section = |name: &str| section(&mut root, name, &mut problems);
        let (parameters, conditions, mappings) = (section("Parameters"), section("Conditions"), section("Mappings"));
        let (rules, resources, outputs) = (section("Rules"), section("Resources"), section("Outputs"));
        let names = transforms(&root);
        let has_more = [&parameters, &conditions, &mappings, &rules, &outputs].into_iter().any(|it| !it.is_empty());
        let may_be_part = !has_more && root.as_map().is_some_and(Map::is_empty);
        let declares =
            |prefix: &str| names.iter().any(|name| name.as_str().is_some_and(|name| name.starts_with(prefix)));
        let template = Template {
            file,
            constraints: Rc::new(constraints(&parameters)),
            parameters,
            conditions: Rc::new(conditions),
            mappings: Rc::new(mappings),
            rules,
            resources: Rc::new(resources),
            outputs: Rc::new(outputs),
            has_extensions: declares("AWS::LanguageExtensions"),
            may_be_part,
            is_serverless: declares("AWS::Serverless-"),
            changed_by: names.iter().find_map(|name| macro_of_ones_own(name, &mut problems)),
            globals: root.get("Globals").cloned(),
            problems: Vec::new(),
        };
        for (key, entry) in root.as_map().into_iter().flat_map(Map::iter) {
            if !SECTIONS.contains(&&**key) && &**key != "Fn::Transform" {
                let message = format!("`{key}` is not a section of a template");
                problems.push(Problem::at(ProblemKind::Invalid, entry.key_span, message).help("it is passed over"));
            }
        }
        for (name, constraint) in template.constraints.iter() {
            let default = template.parameters.get(name).and_then(|parameter| parameter.get("Default"));
            problems.extend(default.into_iter().flat_map(|default| constraint.broken(default)));
        }
        Template { problems, ..template }
    }
}

/// Takes a section out of the template.
fn section(root: &mut Value, name: &str, problems: &mut Vec<Problem>) -> Map {
    let crate::value::Kind::Map(map) = &mut root.kind else { return Map::default() };
    let Some(Entry { value, .. }) = map.remove(name) else { return Map::default() };
    match value.kind {
        crate::value::Kind::Map(map) => map,
        crate::value::Kind::Null => Map::default(),
        _ => {
            let message = format!("`{name}` is {}, not a map of logical ids", value.kind_name());
            problems.push(Problem::at(ProblemKind::Invalid, value.span(), message).help("it is read as empty"));
            Map::default()
        }
    }
}

/// The transforms of the whole template: names, or maps with a name.
fn transforms(root: &Value) -> Vec<Value> {
    let written = ["Transform", "Fn::Transform"].into_iter().filter_map(|key| root.get(key));
    let each = written.flat_map(|value| match value.as_list() {
        Some(list) => list.items.clone(),
        None => vec![value.clone()],
    });
    each.map(|value| value.get("Name").cloned().unwrap_or(value)).collect()
}

fn macro_of_ones_own(name: &Value, problems: &mut Vec<Problem>) -> Option<Arc<Unknown>> {
    let known = name.as_str().unwrap_or("Transform");
    if HARMLESS.iter().any(|harmless| known.starts_with(harmless)) {
        return None;
    }
    let (message, help) = match known {
        "AWS::Include" => (
            "the template takes in a snippet by `AWS::Include`, which may add sections and resources to it".to_owned(),
            "no property is known; analyse the processed template to judge what comes out",
        ),
        _ => (
            format!("the template goes through the macro `{known}`, which may change every resource in it"),
            "no property is known; analyse the processed template to judge what the macro makes",
        ),
    };
    problems.push(Problem::at(ProblemKind::Note, name.span(), message).help(help));
    Some(Arc::new(Unknown::new(known, name.span(), Reason::Macro { of_template: true })))
}

/// What is said of an entry of `Resources` that has no type. Another program may put a resource in its place.
pub(super) fn untyped(id: &str, entry: &Entry) -> Problem {
    let written = entry.value.get("Type").and_then(|kind| Some((kind, kind.as_map()?.keys().next()?)));
    match written {
        Some((kind, function)) => {
            let message = format!(
                "`{id}` is not judged: another program gives its type by `{}`",
                function.trim_start_matches("Fn::")
            );
            let problem = Problem::at(ProblemKind::Unread, kind.span(), message);
            problem.help("analyse the template that the other program makes")
        }
        None => Problem::at(ProblemKind::Invalid, entry.key_span, format!("the resource `{id}` has no `Type`")),
    }
}
