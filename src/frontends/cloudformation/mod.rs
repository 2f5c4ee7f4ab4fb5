//! CloudFormation templates in YAML and JSON.
//!
//! `sniff` finds templates, `document` reads their text into a tree with places, `evaluate` resolves parameters,
//! conditions and intrinsic functions as far as the template decides them, `lower` keeps the resources of the model.

mod document;
mod evaluate;
mod lower;
mod scalar;
mod sniff;
mod template;
mod yaml;

use std::collections::BTreeSet;
use std::path::Path;

use super::{Frontend, Loaded, Unit, Workspace};
use crate::finding::{Problem, ProblemKind};
use crate::source::{FileId, Library, Span};

/// The endings of files that may hold a template.
const ENDINGS: [&str; 4] = ["yaml", "yml", "json", "template"];

/// The front end.
#[derive(Clone, Copy, Debug, Default)]
pub struct CloudFormation;

impl Frontend for CloudFormation {
    fn name(&self) -> &'static str {
        "CloudFormation"
    }

    fn wants(&self, path: &Path) -> bool {
        // Terraform's JSON is not ours, even where the user names it.
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if [".tf.json", ".tofu.json", ".tfvars.json"].iter().any(|theirs| name.ends_with(theirs)) {
            return false;
        }
        let ending = path.extension().map(|ending| ending.to_ascii_lowercase());
        ending.is_some_and(|ending| ENDINGS.iter().any(|known| ending == *known))
    }

    fn units(&self, library: &Library<'_>, named: &BTreeSet<FileId>) -> Vec<Unit> {
        let ours = library.sources().iter().filter(|(_, file)| self.wants(file.path()));
        let templates = ours.filter(|(id, file)| match sniff::sniff(file.text()) {
            sniff::Kind::Template => true,
            sniff::Kind::TerraformPlan => false,
            sniff::Kind::Other => named.contains(id),
        });
        templates.map(|(id, file)| Unit { name: file.name().to_owned(), files: vec![id] }).collect()
    }

    fn load(&self, workspace: &Workspace<'_>, unit: &Unit) -> Loaded {
        let mut loaded = Loaded::default();
        for id in &unit.files {
            let Some(file) = workspace.sources().file(*id) else { continue };
            let kind = sniff::sniff(file.text());
            let document = document::read(*id, file);
            loaded.problems.extend(document.problems);
            match (document.root, kind) {
                (Some(root), sniff::Kind::Template) => template::load(&root, *id, &mut loaded),
                (None, sniff::Kind::Template | sniff::Kind::Other) if !loaded.problems.is_empty() => {}
                _ => loaded.problems.push(passed_over(*id)),
            }
        }
        loaded
    }
}

/// What is said of a file that the user named and that holds no template.
fn passed_over(file: FileId) -> Problem {
    let message = "this is not a CloudFormation template: there is nothing to analyse";
    Problem::at(ProblemKind::Note, Span::whole_file(file), message).help("a template has `Resources` with types of AWS")
}
