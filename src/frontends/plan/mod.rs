//! Terraform plans as `terraform show -json` prints them.
//!
//! `file` takes from the JSON what may matter, in one pass and without copying values; `tree` finds it by address;
//! `references` follows names through modules to what they mean; `values` puts the arguments of an instance together
//! from what is known and what is not; `written` finds the code that the plan was made from; `instance` hands all this
//! to the lowering that Terraform's sources go through too.

mod deep;
mod file;
mod instance;
mod references;
mod tree;
mod values;
mod written;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use super::json_keys::json_keys;
use super::terraform::Terraform;
use super::terraform::lower::Lowering;
use super::{Frontend, Loaded, Unit, Workspace};
use crate::catalogue::is_known;
use crate::finding::{Problem, ProblemKind, listed};
use crate::model::{Handed, Order};
use crate::source::{FileId, Library, SourceFile, Span, Wanted};
use crate::terraform::address::Address;
use crate::unit::too_deep;
use crate::value::Symbol;
use deep::without_deep_modules;
use file::PlanFile;
use instance::Instances;
use references::Resolver;
use tree::Tree;
use written::{Written, called_at, written};

/// The front end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Plan;

impl Frontend for Plan {
    fn name(&self) -> &'static str {
        "Terraform plan"
    }

    fn wants(&self, path: &Path) -> Option<Wanted> {
        path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("json")).then_some(Wanted::Perhaps)
    }

    /// A plan knows the values of variables, which the code alone leaves open or gives defaults.
    fn stands_in_for(&self) -> Option<&'static str> {
        Some(Terraform.name())
    }

    /// One unit for each plan.
    fn units(&self, library: &Library<'_>, named: &BTreeSet<FileId>) -> Vec<Unit> {
        let all = library.sources().iter();
        let is_meant = |id: &FileId, file: &SourceFile| {
            named.contains(id) || (self.wants(file.path()).is_some() && !file.is_ignored())
        };
        let plans = all.filter(|(id, file)| is_meant(id, file) && is_plan(file.text()));
        plans.map(|(id, file)| Unit { name: file.name().to_owned(), files: vec![id], ..Unit::default() }).collect()
    }

    /// What an ignore file leaves out was made some time ago, and nobody keeps it up with the code. States say what was
    /// there before.
    fn check_inputs(&self, workspace: &Workspace<'_>, units: &[Unit]) -> Vec<Problem> {
        let read: HashSet<_> = units.iter().flat_map(|unit| &unit.files).collect();
        let is_stale = |id: &FileId, file: &SourceFile| {
            file.is_ignored() && self.wants(file.path()).is_some() && !read.contains(id) && is_plan(file.text())
        };
        let stale = workspace.sources().iter().filter(|(id, file)| is_stale(id, file));
        let names: Vec<_> = stale.map(|(_, file)| file.name().to_owned()).collect();
        let message =
            || format!("left out, as `.gitignore` says, is a plan that may be older than the code: {}", listed(&names));
        let told = || Problem::of_path(ProblemKind::Unread, "", message()).help("name it to analyse it");
        let stale = (!names.is_empty()).then(told);
        let is_state = |file: &SourceFile| self.wants(file.path()).is_some() && is_state(file.text());
        let states = workspace.sources().iter().filter(|(_, file)| is_state(file));
        let states: Vec<_> = states.map(|(_, file)| file.name().to_owned()).collect();
        let message = || format!("nothing is read of a state, which says what was there: {}", listed(&states));
        let help = "analyse the code, or a plan: `terraform show -json PLAN`";
        let states = (!states.is_empty()).then(|| Problem::of_path(ProblemKind::Unread, "", message()).help(help));
        stale.into_iter().chain(states).collect()
    }

    fn load(&self, workspace: &Workspace<'_>, unit: &Unit) -> Loaded {
        let mut loaded = Loaded::default();
        for id in &unit.files {
            if let Some(file) = workspace.sources().file(*id) {
                load(workspace, *id, file, &mut loaded);
            }
        }
        loaded
    }
}

/// Whether the top level of a file says that it is a state, as Terraform keeps it or as `terraform show` prints it.
fn is_state(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    if !text.trim_start().starts_with('{') || !text.contains("\"terraform_version\"") || is_plan(text) {
        return false;
    }
    let keys: HashSet<_> = json_keys(text).collect();
    let is_kept = keys.contains("lineage") && keys.contains("serial");
    is_kept || (keys.contains("format_version") && keys.contains("values"))
}

/// Whether the top level of a file says that it is a plan.
fn is_plan(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    text.trim_start().starts_with('{')
        && ["\"planned_values\"", "\"resource_changes\""].iter().any(|key| text.contains(key))
        && json_keys(text).any(|key| matches!(key, "planned_values" | "resource_changes"))
}

fn load(workspace: &Workspace<'_>, id: FileId, file: &SourceFile, loaded: &mut Loaded) {
    let error = match parsed(file.text()) {
        Ok(plan) => return read(workspace, id, file, (file.text(), &plan), loaded),
        Err(error) => error,
    };
    let shortened = is_too_deep(&error).then(|| without_deep_modules(file.text())).flatten();
    let shallow = shortened.as_ref().and_then(|(text, deep)| Some((text, parsed(text).ok()?, deep.first()?)));
    let Some((text, plan, first)) = shallow else {
        loaded.problems.push(not_a_plan(id, file, &error));
        return;
    };
    read(workspace, id, file, (text, &plan), loaded);
    let at = Span::new(id, first.start..first.start + 1);
    let message = "modules nest deeper than is read, the first of them here";
    let problem = Problem::at(ProblemKind::Limit, at, message);
    loaded.problems.push(problem.help("what they make is not judged; what they may do to the others is open"));
    // What they do with the buckets and keys of the others is not known.
    let (deployment, part) = (&mut loaded.deployment, Symbol::written("module", at));
    let deep = Handed::any_of(&deployment.resources, "a module".into(), part, "nests too deep to be read", at);
    deployment.handed.push(deep);
}

/// Reads a plan, with the text that it was parsed from.
fn read(
    workspace: &Workspace<'_>,
    id: FileId,
    file: &SourceFile,
    (whole, plan): (&str, &PlanFile<'_>),
    loaded: &mut Loaded,
) {
    let tree = Tree::new(plan, whole, id);
    let root = plan.configuration.as_ref().and_then(|it| it.root_module.as_ref());
    let written = root.map_or_else(Written::new, |root| written(workspace.library, file.path(), root));
    let resolver = Resolver::new(&tree);
    let instances = Instances::new(&resolver, &written);
    let mut lowering = Lowering::default();
    for it in tree.planned.iter().filter(|it| !it.is_data) {
        instances.read(it, |it| lowering.lower(it));
    }
    let malformed = tree.malformed.iter().map(|(span, address)| {
        let message = format!("`{address}` is not the address of a resource");
        Problem::at(ProblemKind::Invalid, *span, message).help("it is passed over")
    });
    loaded.problems.extend(malformed);
    loaded.problems.extend(not_planned(plan, &tree, id));
    if resolver.is_spent() {
        let message = "following the references of this plan takes more steps than are taken";
        let problem = Problem::at(ProblemKind::Limit, Span::whole_file(id), message);
        loaded.problems.push(problem.help("what further references mean is unknown"));
    }
    loaded.problems.extend(too_deep(&tree.deep()));
    let large = |span| Problem::at(ProblemKind::Limit, span, "these values are more than are read");
    loaded.problems.extend(tree.large().into_iter().map(|span| large(span).help("they are unknown")));
    loaded.deployment = lowering.out;
    let calls = loaded.deployment.resources.iter().filter_map(|it| {
        let address = Address::parse(&it.address)?;
        Some((Arc::clone(&it.address), called_at(&address.calls, &written)?))
    });
    loaded.deployment.called = calls.collect();
    loaded.deployment.former = former(plan, &tree);
    loaded.deployment.order = Some(Order { existing: tree.unchanged(plan), ..Order::default() });
}

/// The addresses that resources had before, by those that they have now.
fn former(plan: &PlanFile<'_>, tree: &Tree<'_>) -> HashMap<Arc<str>, Vec<Arc<str>>> {
    let changes = plan.resource_changes.iter().flatten();
    let moved = changes.filter_map(|it| {
        let before = tree.address(it.previous_address?)?;
        Some((tree.address(it.address)?.into(), vec![before.into()]))
    });
    moved.collect()
}

/// The plan that a text is.
fn parsed(text: &str) -> Result<PlanFile<'_>, serde_json::Error> {
    // The parser does not know the byte order mark.
    serde_json::from_str(text.trim_start_matches('\u{feff}'))
}

/// Whether a text nests deeper than the parser goes.
fn is_too_deep(error: &serde_json::Error) -> bool {
    error.to_string().contains("recursion limit")
}

/// What is said of what the plan leaves to a later one.
fn not_planned(plan: &PlanFile<'_>, tree: &Tree<'_>, id: FileId) -> Vec<Problem> {
    let deferred = plan.deferred_changes.iter().flatten().filter_map(|it| it.resource_change.as_ref());
    let note = |change: &file::ResourceChange<'_>| {
        let address = tree.address(change.address)?;
        let is_known = Address::parse(&address).is_some_and(|it| !it.is_data && is_known(it.kind));
        let message = format!("`{address}` is deferred to a later plan");
        is_known.then(|| Problem::at(ProblemKind::Unread, tree.span(change.address), message).help("it is not judged"))
    };
    let mut problems: Vec<_> = deferred.filter_map(note).collect();
    if plan.errored == Some(true) {
        let message = "Terraform met an error while it made this plan";
        let problem = Problem::at(ProblemKind::Unread, Span::whole_file(id), message);
        problems.push(problem.help("what it did not come to plan is not judged; mend the error and plan again"));
    }
    problems
}

/// What is said of a plan that does not parse.
fn not_a_plan(id: FileId, file: &SourceFile, error: &serde_json::Error) -> Problem {
    let line = file.line_start(error.line().saturating_sub(1));
    let at = (line + error.column().saturating_sub(1)).min(file.text().len());
    let end = (at + 1).min(file.text().len());
    let message = error.to_string();
    let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    let kind = if is_too_deep(error) { ProblemKind::Limit } else { ProblemKind::Parse };
    Problem::at(kind, Span::new(id, at..end), format!("this is not the JSON of a plan: {what}"))
        .help("write it with `terraform show -json PLAN`")
}
