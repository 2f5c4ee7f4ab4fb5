//! What a file is to a module, by its name.
//!
//! <https://developer.hashicorp.com/terraform/language/files>, and for `.tofu`
//! <https://opentofu.org/docs/language/files/>

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use crate::source::SourceFile;

/// What a file is to a module.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileRole {
    /// Configuration: `.tf`, `.tofu`.
    Configuration(Syntax),
    /// Configuration that is laid over the rest: `override.tf`, `*_override.tf`.
    Override(Syntax),
    /// Values of variables: `terraform.tfvars`, `*.auto.tfvars`.
    Values(Syntax),
}

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Syntax {
    /// HCL's own syntax.
    Native,
    /// JSON, its strings being templates.
    Json,
}

/// What a file is to the module of its folder; `None` where it plays no part.
pub(crate) fn role(path: &Path) -> Option<FileRole> {
    // The endings are ASCII, so what stands before them may be any bytes.
    let name = path.file_name()?.to_string_lossy();
    let (stem, syntax) = split_json(&name);
    let configuration = stem.strip_suffix(".tf").or_else(|| stem.strip_suffix(".tofu"));
    if let Some(stem) = configuration {
        // Those of editors: Terraform loads no configuration whose name starts with a dot. Of values it loads them.
        if stem.starts_with('.') {
            return None;
        }
        let is_override = stem == "override" || stem.ends_with("_override");
        return Some(if is_override { FileRole::Override(syntax) } else { FileRole::Configuration(syntax) });
    }
    (stem == "terraform.tfvars" || stem.ends_with(".auto.tfvars")).then_some(FileRole::Values(syntax))
}

/// Whether a file is one of values, which a user may name.
pub(crate) fn is_of_values(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    split_json(&name).0.ends_with(".tfvars")
}

/// The syntax of a file of values that the user names, whatever its ending is.
pub(super) fn syntax(path: &Path) -> Syntax {
    split_json(&path.file_name().unwrap_or_default().to_string_lossy()).1
}

fn split_json(name: &str) -> (&str, Syntax) {
    name.strip_suffix(".json").map_or((name, Syntax::Native), |stem| (stem, Syntax::Json))
}

/// The paths that OpenTofu and Terraform read: a `.tofu` file stands in for the `.tf` file of its name.
pub(crate) fn without_replaced<T>(files: Vec<T>, path: impl Fn(&T) -> &Path) -> Vec<T> {
    let tofu: HashSet<PathBuf> = files.iter().filter_map(|file| replaced(path(file))).collect();
    files.into_iter().filter(|file| !tofu.contains(path(file))).collect()
}

/// The `.tf` file that a `.tofu` file stands in for.
fn replaced(path: &Path) -> Option<PathBuf> {
    let is_json = path.extension()? == "json";
    let stem = if is_json { path.with_extension("") } else { path.to_owned() };
    (stem.extension()? == "tofu").then(|| stem.with_extension(if is_json { "tf.json" } else { "tf" }))
}

/// The folder of a file as reports print it.
pub(crate) fn printed_folder(file: &SourceFile) -> &str {
    file.name().rsplit_once('/').map_or(".", |(folder, _)| folder)
}
