//! Values of parameters that the user gives: on the command line, or in a file of one of three shapes.
//!
//! * the array of the AWS command line: `[{"ParameterKey": "Stage", "ParameterValue": "prod"}]`
//! * the configuration file of CodePipeline: `{"Parameters": {"Stage": "prod"}}`
//! * a plain map: `{"Stage": "prod"}`

use std::collections::BTreeMap;
use std::path::Path;

use super::read;
use crate::finding::{Problem, ProblemKind};
use crate::frontends::{Input, Workspace};
use crate::source::{Span, printed};
use crate::value::{Kind, Text, Value};

/// A value that the user gives a parameter.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub(super) text: String,
    /// Where it stands, where a file gives it.
    pub(super) span: Option<Span>,
}

/// What the user gives, by parameter; a later value of one parameter counts.
#[derive(Debug, Default)]
pub(super) struct Givens {
    pub(super) values: BTreeMap<String, Given>,
    pub(super) problems: Vec<Problem>,
}

impl Givens {
    /// Reads what the user gives, in the order of the command line.
    pub(super) fn read(workspace: &Workspace<'_>) -> Givens {
        let mut givens = Givens::default();
        for input in &workspace.inputs.parameters {
            match input {
                Input::Value(name, text) => {
                    givens.values.insert(name.clone(), Given { text: text.clone(), span: None });
                }
                Input::File(path) => givens.file(workspace, path),
            }
        }
        givens
    }

    fn file(&mut self, workspace: &Workspace<'_>, path: &Path) {
        let name = printed(path);
        let id = match workspace.library.open(path) {
            Ok(id) => id,
            Err(error) => {
                let message = format!("the parameter file `{name}` {}", error.reason());
                return self.problems.push(Problem::of_path(ProblemKind::Read, name, message));
            }
        };
        let Some(file) = workspace.sources().file(id) else { return };
        let read = read::read(id, file);
        self.problems.extend(read.problems);
        if let Some(root) = read.root {
            self.root(&root);
        }
    }

    fn root(&mut self, root: &Value) {
        match &root.kind {
            Kind::List(list) => list.items.iter().for_each(|item| self.item(item)),
            Kind::Map(map) => match map.get("Parameters") {
                Some(Value { kind: Kind::List(list), .. }) => list.items.iter().for_each(|item| self.item(item)),
                Some(inner) if inner.as_map().is_some() => self.map(inner),
                _ => self.map(root),
            },
            _ => self.wrong(root.span(), "a file of parameters is a list or a map"),
        }
    }

    /// `{"ParameterKey": …, "ParameterValue": …}`, or `Name=Value` as `deploy --parameter-overrides` takes it.
    fn item(&mut self, item: &Value) {
        if let Some((name, value)) = item.as_str().and_then(|text| text.split_once('=')) {
            return self.insert(name, Some(value.to_owned()), item.span());
        }
        let Some(name) = item.get("ParameterKey").and_then(Value::as_str) else {
            return self.wrong(item.span(), "an item needs `ParameterKey` and `ParameterValue`");
        };
        match item.get("ParameterValue") {
            Some(value) => self.insert(name, text(value), value.span()),
            // The value that the deployed stack has.
            None if item.get("UsePreviousValue").and_then(Value::as_bool) == Some(true) => {}
            None => self.wrong(item.span(), "an item needs `ParameterKey` and `ParameterValue`"),
        }
    }

    fn map(&mut self, map: &Value) {
        for (name, entry) in map.as_map().into_iter().flat_map(|map| map.iter()) {
            self.insert(name, text(&entry.value), entry.value.span());
        }
    }

    fn insert(&mut self, name: &str, text: Option<String>, span: Span) {
        match text {
            Some(text) => drop(self.values.insert(name.to_owned(), Given { text, span: Some(span) })),
            None => self.wrong(span, &format!("the value of `{name}` is not a text")),
        }
    }

    fn wrong(&mut self, span: Span, message: &str) {
        self.problems.push(Problem::at(ProblemKind::Configuration, span, message));
    }
}

/// A scalar as text; a list as its items with commas between, as the service takes lists.
fn text(value: &Value) -> Option<String> {
    match &value.kind {
        Kind::List(list) => {
            let items: Option<Vec<_>> = list.items.iter().map(text).collect();
            items.map(|items| items.join(","))
        }
        _ => value.to_text().as_ref().and_then(Text::as_str).map(str::to_owned),
    }
}
