//! Terraform: every .tf file of a folder as one module.
//!
//! Three stages, each of which knows only the one before: [`load`] parses files into syntax trees and keeps what parses
//! of a broken file, [`evaluate`] answers what an expression is as far as the code decides it, and [`lower`] puts the
//! resources into the words of the [common model](crate::model).

pub(super) mod declared;
pub(super) mod evaluate;
mod load;
pub(super) mod lower;
mod module;
pub(super) mod places;
mod recover;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::{Frontend, Loaded, Unit, Workspace};
use crate::source::{FileId, Library};

/// The front end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terraform;

/// What a file is to a module, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Role {
    /// Configuration: `.tf`.
    Configuration,
    /// Values of variables: `terraform.tfvars`, `*.auto.tfvars`.
    Values,
}

impl Frontend for Terraform {
    fn name(&self) -> &'static str {
        "Terraform"
    }

    fn wants(&self, path: &Path) -> bool {
        role(path).is_some()
    }

    /// One unit for each folder with configuration. Values alone form none.
    fn units(&self, library: &Library<'_>, _named: &BTreeSet<FileId>) -> Vec<Unit> {
        let mut folders: BTreeMap<PathBuf, (bool, Unit)> = BTreeMap::new();
        for (id, file) in library.sources().iter() {
            let Some(role) = role(file.path()) else { continue };
            let folder = file.path().parent().unwrap_or_else(|| Path::new("")).to_owned();
            let (is_module, unit) = folders.entry(folder).or_insert_with(|| (false, unit(file.name())));
            *is_module |= role == Role::Configuration;
            unit.files.push(id);
        }
        folders.into_values().filter(|(is_module, _)| *is_module).map(|(_, unit)| unit).collect()
    }

    fn load(&self, workspace: &Workspace<'_>, unit: &Unit) -> Loaded {
        let sources = workspace.sources();
        let files = load::load(sources, &unit.files);
        let module = module::Module::new(sources, &files);
        let evaluator = evaluate::Evaluator::new(&module);
        let deployment = lower::lower(&evaluator);
        let mut problems = files.problems.clone();
        problems.extend(module.problems.iter().cloned());
        problems.extend(evaluator.into_problems());
        problems.sort_by_key(|problem| problem.span);
        Loaded { deployment, problems }
    }
}

/// A unit named after the folder of a file.
fn unit(file_name: &str) -> Unit {
    let folder = file_name.rsplit_once('/').map_or(".", |(folder, _)| folder);
    Unit { name: folder.to_owned(), files: Vec::new() }
}

fn role(path: &Path) -> Option<Role> {
    let name = path.file_name()?.to_str()?;
    if name.ends_with(".tf") {
        return Some(Role::Configuration);
    }
    (name == "terraform.tfvars" || name.ends_with(".auto.tfvars")).then_some(Role::Values)
}
