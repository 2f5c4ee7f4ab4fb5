//! What a file is to an analysis, by its name.

use std::path::Path;

use crate::frontends::Foreign;
use crate::source::Wanted;
use crate::terraform::names::{is_of_values, role};

/// What a file is to an analysis.
pub(super) fn wanted(path: &Path) -> Option<Wanted> {
    match role(path) {
        Some(_) => Some(Wanted::WithFolder),
        None if foreign(path).is_some() => Some(Wanted::Foreign),
        None => is_of_values(path).then_some(Wanted::Beside),
    }
}

/// The programs that run Terraform's language from files of their own.
pub(super) fn foreign(path: &Path) -> Option<Foreign> {
    const TERRAGRUNT: Foreign = Foreign {
        whose: "of Terragrunt",
        help: "name the modules that they call, or analyse plans: `terragrunt show -json PLAN`",
    };
    const STACKS: Foreign =
        Foreign { whose: "of Terraform Stacks", help: "name the modules that their components call" };
    const STATE: Foreign =
        Foreign { whose: "of Terraform's state", help: "analyse the code, or a plan: `terraform show -json PLAN`" };
    let name = path.file_name()?.to_string_lossy();
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if matches!(&*name, "terragrunt.hcl" | "terragrunt.stack.hcl" | "terragrunt.hcl.json") {
        Some(TERRAGRUNT)
    } else if ends(&[".tfcomponent.hcl", ".tfstack.hcl", ".tfdeploy.hcl", ".tfcomponent.json", ".tfdeploy.json"]) {
        Some(STACKS)
    } else {
        ends(&[".tfstate", ".tfstate.backup"]).then_some(STATE)
    }
}
