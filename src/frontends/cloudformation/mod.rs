//! CloudFormation templates in YAML and JSON.
//!
//! `sniff` finds templates, `read` reads their text into a tree with places, `template` takes its sections, `evaluate`
//! resolves parameters, conditions, intrinsic functions and nested stacks as far as the template decides them, `lower`
//! keeps the resources of the model. `group` decides which templates are read together.

mod cdk;
mod constraint;
mod document;
mod evaluate;
mod filled;
mod group;
mod lower;
mod parameters;
mod read;
mod sam;
mod scalar;
mod shape;
mod sniff;
mod stacks;
mod template;
mod yaml;

use std::collections::BTreeSet;
use std::path::Path;
use std::rc::Rc;

use super::{Foreign, Frontend, Loaded, Unit, Workspace};
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, Library, SourceFile, Span, Wanted};
use crate::value::Value;
use evaluate::{Evaluator, collect_exports};
use stacks::Shared;

/// The first document of a YAML text, as templates are read; `None` where it does not parse.
pub fn read_yaml(file: FileId, text: &str) -> Option<Value> {
    yaml::read(file, text).root
}

/// The endings of files that may hold a template.
const ENDINGS: [&str; 4] = ["yaml", "yml", "json", "template"];

/// The front end.
#[derive(Clone, Copy, Debug, Default)]
pub struct CloudFormation;

impl Frontend for CloudFormation {
    fn name(&self) -> &'static str {
        "CloudFormation"
    }

    fn wants(&self, path: &Path) -> Option<Wanted> {
        // Terraform's JSON is not ours, even where the user names it.
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if [".tf.json", ".tofu.json", ".tfvars.json"].iter().any(|theirs| name.ends_with(theirs)) {
            return None;
        }
        let (stem, ending) = name.rsplit_once('.')?;
        let ending = ENDINGS.iter().find(|known| ending.eq_ignore_ascii_case(known))?;
        let says_so = *ending == "template" || stem == "template" || stem.ends_with(".template");
        Some(if says_so { Wanted::Alone } else { Wanted::Perhaps })
    }

    /// The name alone does not tell: a template of SAM may be called so too.
    fn foreign(&self, path: &Path) -> Option<Foreign> {
        let whose = "of the Serverless Framework";
        let help = "run `serverless package`, and analyse the templates that it writes to `.serverless`";
        let name = path.file_name()?.to_string_lossy();
        matches!(&*name, "serverless.yml" | "serverless.yaml" | "serverless.json").then_some(Foreign { whose, help })
    }

    fn units(&self, library: &Library<'_>, named: &BTreeSet<FileId>) -> Vec<Unit> {
        let is_template = |text: &str| sniff::sniff(text) == sniff::Kind::Template;
        // A pipe has no ending that says what it holds.
        let is_pipe = |id: FileId, file: &SourceFile| {
            named.contains(&id) && file.path().extension().is_none() && is_template(file.text())
        };
        let is_ours = |(id, file): &(FileId, &SourceFile)| self.wants(file.path()).is_some() || is_pipe(*id, file);
        let ours: Vec<_> = library.sources().iter().filter(is_ours).collect();
        let (templates, others): (Vec<_>, Vec<_>) = ours.into_iter().partition(|(_, file)| is_template(file.text()));
        let mut units = group::units(library, templates.into_iter().map(|(id, _)| id).collect());
        let is_other = |text: &str| sniff::sniff(text) == sniff::Kind::Other;
        let named = others.into_iter().filter(|(id, file)| named.contains(id) && is_other(file.text()));
        units.extend(named.map(|(id, file)| Unit { name: file.name().to_owned(), files: vec![id], ..Unit::default() }));
        units.sort_by_key(|unit| unit.files.first().copied());
        units
    }

    fn check_inputs(&self, workspace: &Workspace<'_>, units: &[Unit]) -> Vec<Problem> {
        group::check_parameters(workspace, units)
    }

    fn load(&self, workspace: &Workspace<'_>, unit: &Unit) -> Loaded {
        let mut loaded = Loaded::default();
        let mut shared = Shared::new(*workspace);
        let mut templates = Vec::new();
        for id in &unit.files {
            let kind = workspace.sources().file(*id).map_or(sniff::Kind::Other, |file| sniff::sniff(file.text()));
            match kind {
                sniff::Kind::Template => templates.extend(shared.template(*id)),
                _ => passed_over(&shared, *id),
            }
        }
        shared.is_group = templates.len() > 1;
        shared.shared_ids = group::shared_ids(&templates);
        loaded.deployment.shared.clone_from(&shared.shared_ids);
        let shared = Rc::new(shared);
        let roots: Vec<_> = templates.iter().map(|template| Rc::new(Evaluator::root(&shared, template))).collect();
        collect_exports(&shared, &roots);
        roots.iter().for_each(|root| lower::stack(root, &mut loaded));
        // A stack may tell of something when another one asks for its outputs.
        roots.iter().for_each(|root| loaded.problems.extend(root.problems()));
        loaded.problems.extend(shared.close());
        loaded.problems.sort_by_key(|problem| problem.span);
        loaded.cost = shared.budget.cost();
        loaded
    }
}

/// Says of a file that the user named that it holds no template. What does not parse says so itself.
fn passed_over(shared: &Shared<'_>, file: FileId) {
    if shared.fragment(file).is_none() && shared.has_problems() {
        return;
    }
    let message = "this is not a CloudFormation template: there is nothing to analyse";
    let problem = Problem::at(ProblemKind::Unread, Span::whole_file(file), message);
    shared.report(problem.help("a template has `Resources` with types of AWS"));
}
