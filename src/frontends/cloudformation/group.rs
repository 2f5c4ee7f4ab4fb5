//! Which templates are read together.
//!
//! A template that another scanned template nests is analysed through its parent only. Templates of which one imports
//! what the other exports are one unit, so that a policy in the one meets its bucket in the other.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use super::evaluate::{Evaluator, Ports, is_stack};
use super::parameters::Givens;
use super::stacks::{Shared, may_mean};
use super::template::{Declaration, Template};
use crate::finding::{Problem, ProblemKind};
use crate::frontends::{Allowance, Inputs, Unit, Workspace};
use crate::source::{FileId, Library, Span};

/// How many templates may export what one import means, for them to be read together.
const MAX_EXPORTERS: usize = 8;

/// The units of these templates.
pub(super) fn units(library: &Library<'_>, templates: Vec<FileId>) -> Vec<Unit> {
    let inputs = Inputs::default();
    let share = Allowance::of_one_in(templates.len(), 0);
    let linked = Links::of(Workspace::new(library, &inputs).allowing(share), &templates);
    let mut units: BTreeMap<FileId, Vec<FileId>> = BTreeMap::new();
    for id in linked.roots(&templates) {
        units.entry(linked.unit_of(id)).or_default().push(id);
    }
    let name = |id: FileId| library.sources().name(id).to_owned();
    units
        .into_values()
        .filter_map(|files| Some(Unit { name: name(*files.first()?), files, ..Unit::default() }))
        .collect()
}

/// How templates refer to each other. Only those whose text speaks of it are looked into.
#[derive(Default)]
struct Links {
    nests: BTreeMap<FileId, BTreeSet<FileId>>,
    /// The first template of the unit of each that is read together with others.
    units: BTreeMap<FileId, FileId>,
}

impl Links {
    fn of(workspace: Workspace<'_>, templates: &[FileId]) -> Links {
        let mut links = Links::default();
        let mut ports = Vec::new();
        for id in templates {
            let text = workspace.sources().text(*id);
            let nests = text.contains("AWS::CloudFormation::Stack") || text.contains("AWS::Serverless::Application");
            let trades = text.contains("ImportValue") || text.contains("Export");
            if !nests && !trades {
                continue;
            }
            let shared = Rc::new(Shared::new(workspace));
            let Some(template) = shared.template(*id) else { continue };
            let stack = Evaluator::root(&shared, &template);
            if nests {
                links.nests.insert(*id, nested(&stack));
            }
            if trades {
                ports.push((*id, stack.ports()));
            }
        }
        links.trade(&ports);
        links
    }

    /// Puts importers with those that export, or may export, what they import.
    fn trade(&mut self, ports: &[(FileId, Ports)]) {
        let exports: Vec<_> =
            ports.iter().flat_map(|(id, it)| it.exports.iter().map(move |name| (name, *id))).collect();
        for (id, ports) in ports {
            for import in &ports.imports {
                let exporters =
                    exports.iter().filter(|(name, _)| may_mean(import, name)).map(|(_, exporter)| *exporter);
                let exporters: BTreeSet<_> = exporters.take(MAX_EXPORTERS + 1).collect();
                if exporters.len() <= MAX_EXPORTERS {
                    exporters.into_iter().for_each(|exporter| self.join(*id, exporter));
                }
            }
        }
    }

    fn join(&mut self, a: FileId, b: FileId) {
        let (a, b) = (self.unit_of(a), self.unit_of(b));
        self.units.insert(a.max(b), a.min(b));
    }

    fn unit_of(&self, id: FileId) -> FileId {
        let mut at = id;
        while let Some(first) = self.units.get(&at).filter(|first| **first != at) {
            at = *first;
        }
        at
    }

    /// The templates that nobody nests; of those that nest each other in a circle, the first.
    fn roots(&self, templates: &[FileId]) -> Vec<FileId> {
        let nested: BTreeSet<_> =
            self.nests.iter().flat_map(|(by, ids)| ids.iter().filter(move |id| *id != by)).collect();
        let mut reached = BTreeSet::new();
        let mut roots: Vec<_> = templates.iter().copied().filter(|id| !nested.contains(id)).collect();
        roots.iter().for_each(|root| self.reach(*root, &mut reached));
        for id in templates {
            if !reached.contains(id) {
                roots.push(*id);
                self.reach(*id, &mut reached);
            }
        }
        roots.sort_unstable();
        roots
    }

    fn reach(&self, from: FileId, reached: &mut BTreeSet<FileId>) {
        let mut next = vec![from];
        while let Some(id) = next.pop() {
            if reached.insert(id) {
                next.extend(self.nests.get(&id).into_iter().flatten());
            }
        }
    }
}

/// The files of the templates that a stack nests.
fn nested(stack: &Evaluator<'_>) -> BTreeSet<FileId> {
    let declarations = stack.resources.iter().filter_map(|(id, entry)| Declaration::of(id, entry));
    let stacks = declarations.filter(|it| is_stack(it.type_name) && stack.presence(it).is_some());
    stacks.filter_map(|it| stack.nested_file(&it).ok()).collect()
}

/// The logical ids that more than one of these templates has.
pub(super) fn shared_ids(templates: &[Rc<Template>]) -> BTreeSet<Arc<str>> {
    let (mut seen, mut shared) = (BTreeSet::new(), BTreeSet::new());
    for id in templates.iter().flat_map(|template| template.resources.keys()) {
        if !seen.insert(Arc::clone(id)) {
            shared.insert(Arc::clone(id));
        }
    }
    shared
}

/// What is wrong with the values that the user gives, and which of them no template takes.
pub(super) fn check_parameters(workspace: &Workspace<'_>, units: &[Unit]) -> Vec<Problem> {
    let Givens { values, mut problems } = Givens::read(workspace);
    let mut open: Vec<_> = values.iter().collect();
    let shared = Shared::new(*workspace);
    for id in units.iter().flat_map(|unit| &unit.files) {
        let text = workspace.sources().text(*id);
        if open.iter().any(|(name, _)| text.contains(name.as_str()))
            && let Some(template) = shared.template(*id)
        {
            open.retain(|(name, _)| template.parameters.get(name).is_none());
        }
    }
    problems.extend(open.into_iter().map(|(name, given)| unknown_parameter(name, given.span)));
    problems
}

/// A value that no template takes.
fn unknown_parameter(name: &str, span: Option<Span>) -> Problem {
    let message = format!("no template has the parameter `{name}`");
    match span {
        Some(span) => Problem::at(ProblemKind::Configuration, span, message),
        None => Problem::of_path(ProblemKind::Configuration, "", message),
    }
}
