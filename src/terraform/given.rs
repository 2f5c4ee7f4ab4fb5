//! Values of the root's variables that stand beside the configuration: in files of values and on the command line.
//!
//! The later of two wins: `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars` by name, then `--var` and
//! `--var-file` as they were given.
//!
//! <https://developer.hashicorp.com/terraform/language/values/variables#variable-definition-precedence>

use std::collections::{HashMap, HashSet};

use hcl_edit::expr::{Expression, ObjectKey, UnaryOperator};

use super::load::{Files, Parsed};
use super::module::Argument;
use super::names::{Syntax, printed_folder, syntax};
use crate::finding::{Problem, ProblemKind, listed};
use crate::source::{FileId, Sources, Span, printed};
use crate::unit::{Input, Inputs, Unit, Workspace};
use crate::unit::{not_json, too_deep};
use crate::value::{Kind, Map, Number, Value, parse_json};

/// What is given, read but not yet put in order.
#[derive(Debug, Default)]
pub(crate) struct Values {
    layers: Vec<Layer>,
    is_called: bool,
    workspace: Option<String>,
    pub(crate) problems: Vec<Problem>,
}

#[derive(Debug)]
enum Layer {
    Native(Vec<Parsed>),
    Json(Value),
    Typed(String, String),
}

/// The last word on each variable.
#[derive(Debug, Default)]
pub(crate) struct Given<'m> {
    values: HashMap<&'m str, GivenValue<'m>>,
    /// Whether the root is called by modules that are not read: any variable may have a value from there.
    pub(super) is_called: bool,
    /// The workspace that is chosen.
    pub(super) workspace: Option<&'m str>,
}

/// A value that is given for a variable.
#[derive(Clone, Copy, Debug)]
pub(super) enum GivenValue<'m> {
    /// An expression of a file.
    Written(Argument<'m>),
    /// A value of a JSON file.
    Read(&'m Value),
    /// Text of the command line; what it means depends on the variable's type.
    Typed(&'m str),
}

impl<'m> Given<'m> {
    pub(crate) fn new(values: &'m Values) -> Self {
        let mut given = HashMap::new();
        for layer in &values.layers {
            match layer {
                Layer::Native(all) => {
                    let arguments = all.iter().flat_map(|parsed| Argument::all_of(&parsed.body, parsed.place));
                    given.extend(arguments.map(|(name, argument)| (name, GivenValue::Written(argument))));
                }
                Layer::Json(value) => {
                    let entries = value.as_map().into_iter().flat_map(Map::iter);
                    given.extend(entries.map(|(name, entry)| (&**name, GivenValue::Read(&entry.value))));
                }
                Layer::Typed(name, text) => drop(given.insert(name, GivenValue::Typed(text))),
            }
        }
        Given { values: given, is_called: values.is_called, workspace: values.workspace.as_deref() }
    }

    pub(super) fn get(&self, name: &str) -> Option<GivenValue<'m>> {
        self.values.get(name).copied()
    }
}

impl Values {
    /// Reads the files of values of a root's folder, and what the user gives. Where others call the root, files of
    /// values mean nothing to it.
    pub(super) fn load(workspace: &Workspace<'_>, unit: &Unit, root: &Files) -> Self {
        let (library, inputs) = (workspace.library, workspace.inputs);
        let (is_called, workspace) = (unit.is_used_elsewhere || root.has_unread_values, inputs.workspace.clone());
        let mut values = Values { is_called, workspace, ..Values::default() };
        let of_environment = inputs.environment.iter().cloned();
        values.layers.extend(of_environment.map(|(name, text)| Layer::Typed(name, text)));
        for (id, syntax) in root.values.iter().filter(|_| !unit.is_used_elsewhere) {
            values.read(*id, *syntax, library.sources());
        }
        for input in &inputs.variables {
            match input {
                Input::Value(name, text) => values.layers.push(Layer::Typed(name.clone(), text.clone())),
                Input::File(path) => match library.open(path) {
                    Ok(id) => values.read(id, syntax(path), library.sources()),
                    Err(reason) => {
                        values.problems.push(Problem::of_path(ProblemKind::Read, printed(path), reason.reason()));
                    }
                },
            }
        }
        values
    }

    fn read(&mut self, id: FileId, syntax: Syntax, sources: &Sources) {
        match syntax {
            Syntax::Native => {
                let mut files = Files::default();
                let parsed = files.read(id, sources, syntax);
                self.problems.append(&mut files.problems);
                self.layers.push(Layer::Native(parsed));
            }
            Syntax::Json => match parse_json(id, sources.text(id)) {
                Ok(json) => {
                    self.problems.extend(too_deep(&json.deep));
                    self.layers.push(Layer::Json(json.root));
                }
                Err(error) => {
                    let problem = not_json("this is not valid JSON", &error);
                    self.problems.push(problem.help("its values are passed over"));
                }
            },
        }
    }
}

/// The value that a text of the command line means as an expression; `None` where it is none, or refers to something.
pub(super) fn typed(text: &str, span: Span) -> Option<Value> {
    literal(&text.trim().parse().ok()?, span)
}

fn literal(expression: &Expression, span: Span) -> Option<Value> {
    Some(match expression {
        Expression::Null(_) => Value::null(span),
        Expression::Bool(known) => Value::bool(*known.value(), span),
        Expression::Number(known) => Value::new(Kind::Number(Number::decimal(&known.value().to_string())?), span),
        Expression::String(text) => Value::string(text.as_str(), span),
        Expression::Parenthesis(inner) => literal(inner.inner(), span)?,
        Expression::UnaryOp(operation) if *operation.operator == UnaryOperator::Neg => {
            let Kind::Number(known) = literal(&operation.expr, span)?.kind else { return None };
            let text = known.to_string();
            let negated = text.strip_prefix('-').map_or_else(|| format!("-{text}"), str::to_owned);
            Value::new(Kind::Number(Number::decimal(&negated)?), span)
        }
        Expression::Array(array) => {
            Value::list(array.iter().map(|item| literal(item, span)).collect::<Option<_>>()?, span)
        }
        Expression::Object(object) => {
            let mut map = Map::default();
            for (key, value) in object.iter() {
                let key = match key {
                    ObjectKey::Ident(ident) => ident.as_str().to_owned(),
                    ObjectKey::Expression(key) => literal(key, span)?.to_text()?.as_str()?.to_owned(),
                };
                map.insert(key, span, literal(value.expr(), span)?);
            }
            Value::map(map, span)
        }
        _ => return None,
    })
}

/// One note about the modules of which a file is named, and whose callers are not.
pub(crate) fn elsewhere(units: &[Unit]) -> Option<Problem> {
    let names: Vec<_> = units.iter().filter(|unit| unit.is_used_elsewhere).map(|unit| unit.name.clone()).collect();
    let (is, their) = match names.len() {
        1 => ("is a module that is called", "its"),
        _ => ("are modules that are called", "their"),
    };
    let modules = listed(&names);
    let message = format!("{modules} {is} from folders of which no file is named: {their} variables are unknown");
    let problem = Problem::of_path(ProblemKind::Note, "", message);
    (!names.is_empty()).then(|| problem.help("name the folders that call, or the top of the repository"))
}

/// Variables of the command line that no root declares.
pub(crate) fn undeclared(sources: &Sources, inputs: &Inputs, units: &[Unit]) -> Vec<Problem> {
    let given = inputs.variables.iter().filter_map(|input| match input {
        Input::Value(name, _) => Some(name.as_str()),
        Input::File(_) => None,
    });
    let mut given: Vec<&str> = given.collect();
    given.dedup();
    if given.is_empty() || units.is_empty() {
        return Vec::new();
    }
    let declared: HashSet<String> = units.iter().flat_map(|unit| declared(sources, unit)).collect();
    let problem = |name: &str| {
        let message = format!("`--var` gives a value for `{name}`, and no root module declares such a variable");
        Problem::of_path(ProblemKind::Configuration, "", message).help("declare it, or take the option away")
    };
    given.into_iter().filter(|name| !declared.contains(*name)).map(problem).collect()
}

/// The variables that the root of a unit declares, by the first lines of their blocks.
fn declared(sources: &Sources, unit: &Unit) -> HashSet<String> {
    let mut found = HashSet::new();
    let files = unit.files.iter().filter_map(|id| Some((*id, sources.file(*id)?)));
    for (id, file) in files.filter(|(_, file)| printed_folder(file) == unit.name) {
        match syntax(file.path()) {
            Syntax::Native => found.extend(file.text().lines().filter_map(variable_of)),
            Syntax::Json => {
                let Ok(json) = parse_json(id, file.text()) else { continue };
                let variables = json.root.get("variable").and_then(Value::as_map);
                found.extend(variables.into_iter().flat_map(Map::keys).map(|name| name.to_string()));
            }
        }
    }
    found
}

fn variable_of(line: &str) -> Option<String> {
    let rest = line.trim_start().strip_prefix("variable")?.trim_start();
    let name = rest.trim_start_matches('"');
    let end = name.find(['"', ' ', '\t', '{']).unwrap_or(name.len());
    name.get(..end).map(str::to_owned)
}
