//! Nested stacks: templates that a stack of this unit puts into stacks of their own.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use super::decision::Decision;
use super::evaluator::{Evaluator, Place};
use super::expand::is_remote;
use crate::finding::{OfAll, Problem, ProblemKind};
use crate::frontends::cloudformation::cdk;
use crate::frontends::cloudformation::stacks::{Exported, Exporter, Shared};
use crate::frontends::cloudformation::template::{Declaration, Template};
use crate::source::{FileId, Span};
use crate::value::{Elsewhere, Kind, Map, Reason, Step, Symbol, Text, Unknown, Value};

/// How deep stacks nest.
const MAX_NESTING: usize = 20;

/// Whether a resource of this type is a nested stack.
pub(in super::super) fn is_stack(type_name: &str) -> bool {
    type_name == "AWS::CloudFormation::Stack" || type_name == "AWS::Serverless::Application"
}

/// What is said of stacks whose templates are not at hand.
fn not_followed(at: Span, what: String) -> Problem {
    let one = "a nested stack is not followed";
    let many = "nested stacks are not followed";
    let of_all = OfAll { one, many, names: vec![what] };
    let help = "its resources are not judged and its outputs are unknown; analyse its template on its own";
    Problem::of_all(ProblemKind::Unread, at, of_all).help(help)
}

impl<'w> Evaluator<'w> {
    /// The nested stack of a logical id; `None` where it is not there, or where its template cannot be read, which is
    /// told.
    pub(in super::super) fn child(&self, id: &str) -> Option<Rc<Evaluator<'w>>> {
        if let Some(known) = self.children.borrow().get(id) {
            return known.clone();
        }
        let declaration = self.declaration(id).filter(|it| is_stack(it.type_name))?;
        let Some(child) = self.once(&format!("stack {id}"), || self.nest(&declaration)) else {
            self.circle(id, declaration.entry.key_span);
            return None;
        };
        self.children.borrow_mut().insert(Arc::clone(declaration.id), child.clone());
        child
    }

    fn nest(&self, declaration: &Declaration<'_>) -> Option<Rc<Evaluator<'w>>> {
        let presence = self.presence(declaration)?;
        let id = declaration.id;
        let at = declaration.entry.key_span;
        let file = match self.nested_file(declaration) {
            Ok(file) => file,
            Err(reason) => {
                self.tell(not_followed(at, format!("`{id}` ({reason})")));
                return None;
            }
        };
        if self.files.contains(&file) {
            self.report(ProblemKind::Invalid, at, format!("the stack `{id}` nests its own template"));
            return None;
        }
        if self.files.len() >= MAX_NESTING || !self.shared.add_stack() || self.shared.budget.is_spent() {
            self.report(
                ProblemKind::Limit,
                at,
                format!("more stacks are nested than are followed, `{id}` is left out"),
            );
            return None;
        }
        let template = self.shared.template(file)?;
        self.shared.budget.spend(template.len());
        let given = self.as_text(true, || self.given_to(declaration, &template));
        let files = self.files.iter().copied().chain([file]).collect();
        let path = format!("{}{id}/", self.path);
        let nested_at =
            Step { what: format!("nested as `{id}` here").into(), span: at, before: self.nested_at.clone() };
        let nested_at = Some(Arc::new(nested_at));
        let place = Place { path, presence, nested_at, environment: self.environment.nested(), files };
        Some(Rc::new(Evaluator::new(&self.shared, &template, place, given)))
    }

    /// The file of a nested stack's template, or why there is none.
    pub(in super::super) fn nested_file(&self, declaration: &Declaration<'_>) -> Result<FileId, String> {
        let location = self.location(declaration)?;
        if is_remote(&location) {
            return Err(format!("`{location}` does not lie beside the template"));
        }
        let path = self.shared.beside(declaration.entry.key_span.file, &location);
        self.shared.workspace.library.open(&path).map_err(|error| format!("`{location}` {}", error.reason()))
    }

    /// Where the template is: the asset that the CDK names, `TemplateURL`, or the `Location` of an application of SAM.
    fn location(&self, declaration: &Declaration<'_>) -> Result<String, String> {
        let metadata = declaration.entry.value.get("Metadata");
        if let Some(path) = metadata.and_then(|metadata| metadata.get("aws:asset:path")).and_then(Value::as_str) {
            return Ok(path.to_owned());
        }
        let name = if declaration.type_name == "AWS::Serverless::Application" { "Location" } else { "TemplateURL" };
        let written = declaration.property(name).ok_or_else(|| format!("it has no `{name}`"))?;
        let value = self.in_text(written);
        let asset = value.to_text().and_then(|address| cdk::asset(&self.shared, written.span().file, &address));
        match (asset.as_deref().or(value.as_str()), &value.kind) {
            (Some(location), _) => Ok(location.to_owned()),
            (None, Kind::Map(_)) => Err("it comes from the application repository".to_owned()),
            _ => {
                let shown = value.to_text().map_or_else(|| name.to_owned(), |text| text.display());
                Err(format!("`{shown}` is not known"))
            }
        }
    }

    /// The values of the nested stack's parameters.
    fn given_to(&self, declaration: &Declaration<'_>, template: &Template) -> BTreeMap<Arc<str>, Value> {
        let mut given = BTreeMap::new();
        let written = declaration.property("Parameters").map(|written| self.value(written));
        for (name, entry) in written.iter().filter_map(Value::as_map).flat_map(Map::iter) {
            if entry.value.is_null() {
                continue;
            }
            match template.constraints.get(name) {
                Some(constraint) => constraint.broken(&entry.value).into_iter().for_each(|problem| self.tell(problem)),
                None => {
                    let message = format!("the template of `{}` has no parameter `{name}`", declaration.id);
                    self.report(ProblemKind::Invalid, entry.key_span, message);
                }
            }
            given.insert(Arc::clone(name), entry.value.clone());
        }
        for (name, parameter) in template.parameters.iter() {
            let is_left_out = !given.contains_key(name) && parameter.value.get("Default").is_none();
            if is_left_out && written.as_ref().is_none_or(|it| it.as_map().is_some_and(|map| map.rest.is_none())) {
                let message = format!("`{}` gives no value for the parameter `{name}`", declaration.id);
                self.report(ProblemKind::Invalid, declaration.entry.key_span, message);
            }
        }
        given
    }

    /// What an output of a nested stack comes to.
    pub(super) fn output_of(&self, declaration: &Declaration<'_>, output: &str, span: Span) -> Value {
        let id = declaration.id;
        if let Some(child) = self.child(id) {
            if child.outputs.get(output).is_none() && child.outputs.rest.is_none() {
                let message = format!("the template of `{id}` has no output `{output}`");
                self.report(ProblemKind::Invalid, span, message);
            }
            let value = child.as_text(self.in_text.get(), || child.output(output, span));
            return value.used_at(span, format!("output `{output}` of `{id}`"));
        }
        let shown = format!("{id}.Outputs.{output}");
        let unknown = Unknown::new(shown.clone(), span, Elsewhere::NestedOutput);
        Value::unknown(unknown.symbol(self.own(id).part(["Outputs", output])), span)
    }

    /// What an output of this stack comes to.
    pub(super) fn output(&self, name: &str, span: Span) -> Value {
        let written = self.outputs.get(name).and_then(|output| output.get("Value"));
        let unknown = |reason: Reason| {
            let unknown = Unknown::new(name, span, reason).symbol(Symbol::operation("output", [self.own(name)]));
            Value::unknown(unknown, span)
        };
        let Some(written) = written else { return unknown(Elsewhere::MissingOutput.into()) };
        let key = (Arc::from(name), self.in_text.get());
        if let Some(known) = self.known_outputs.borrow().get(&key) {
            return self.charged(known.clone(), span);
        }
        let Some(value) = self.once(&format!("output {name}"), || self.value(written)) else {
            self.circle(name, written.span());
            return unknown("refers to itself".into());
        };
        self.known_outputs.borrow_mut().insert(key, value.clone());
        value
    }

    /// Names the outputs that this stack exports.
    fn export(self: &Rc<Self>, add: &mut dyn FnMut(Text, Exported<'w>)) {
        for (output, entry) in self.outputs.iter() {
            if let Some(name) = self.export_name(&entry.value) {
                let stack: Rc<dyn Exporter + 'w> = Rc::<Self>::clone(self);
                add(name, Exported { stack, output: Arc::clone(output) });
            }
        }
    }

    /// Names the outputs that the stacks below this one export.
    fn export_nested(&self, add: &mut dyn FnMut(Text, Exported<'w>)) {
        let declarations = self.resources.iter().filter_map(|(id, entry)| Declaration::of(id, entry));
        for child in declarations.filter(|it| is_stack(it.type_name)).filter_map(|it| self.child(it.id)) {
            child.export(add);
            child.export_nested(add);
        }
    }

    /// The name by which an output is exported.
    fn export_name(&self, output: &Value) -> Option<Text> {
        let written = output.get("Export")?.get("Name")?;
        if let Some(condition) = output.get("Condition")
            && matches!(self.named_condition(condition), Decision::Known(false))
        {
            return None;
        }
        self.in_text(written).to_text()
    }

    /// The names of all exports that the template's own outputs make and of all imports in it.
    pub(in super::super) fn ports(&self) -> Ports {
        let exports = self.outputs.iter().filter_map(|(_, entry)| self.export_name(&entry.value)).collect();
        let mut ports = Ports { exports, imports: Vec::new() };
        for map in [&self.resources, &self.outputs] {
            map.values().for_each(|value| self.imports(value, &mut ports.imports));
        }
        ports
    }

    fn imports(&self, value: &Value, found: &mut Vec<Text>) {
        match &value.kind {
            Kind::List(list) => list.items.iter().for_each(|item| self.imports(item, found)),
            Kind::Map(map) => {
                for (key, entry) in map.iter() {
                    if &**key == "Fn::ImportValue" {
                        texts(&self.in_text(&entry.value), found);
                    }
                    self.imports(&entry.value, found);
                }
            }
            _ => {}
        }
    }
}

/// The texts that a value may be.
fn texts(value: &Value, found: &mut Vec<Text>) {
    match &value.kind {
        Kind::Choice(choice) => [&choice.when_true, &choice.when_false].into_iter().for_each(|it| texts(it, found)),
        _ => found.extend(value.to_text()),
    }
}

/// What a template offers to others and asks of them.
pub(in super::super) struct Ports {
    pub(in super::super) exports: Vec<Text>,
    pub(in super::super) imports: Vec<Text>,
}

/// Collects what these stacks and those that they nest export.
///
/// What a nested stack is given may be an import too: it finds what the stacks before it export.
pub(in super::super) fn collect_exports<'w>(shared: &Shared<'w>, roots: &[Rc<Evaluator<'w>>]) {
    roots.iter().for_each(|root| root.export(&mut |name, exported| shared.add_export(name, exported)));
    roots.iter().for_each(|root| root.export_nested(&mut |name, exported| shared.add_export(name, exported)));
}
