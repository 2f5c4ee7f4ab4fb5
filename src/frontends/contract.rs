//! What every front end does.

use std::collections::BTreeSet;
use std::path::Path;

use crate::finding::Problem;
use crate::model::Deployment;
use crate::source::{FileId, Sources};

/// A language.
///
/// Loading never fails and never drops: what is not understood becomes an unknown or a [`Problem`] with a span.
pub trait Frontend: Sync {
    /// The language's name.
    fn name(&self) -> &'static str;

    /// Whether a walk should read a file of this name.
    fn wants(&self, path: &Path) -> bool;

    /// The units that these files form. Cheap: a file that is none of this language's is passed over without a full parse
    /// and without a word, unless it is one of the `named` ones, which the user asked for.
    fn units(&self, sources: &Sources, named: &BTreeSet<FileId>) -> Vec<Unit>;

    /// Reads a unit into the model.
    fn load(&self, sources: &Sources, unit: &Unit) -> Loaded;
}

/// Files that are read together: a Terraform module, a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The printed name of the folder or file.
    pub name: String,
    /// Its files, sorted.
    pub files: Vec<FileId>,
}

/// What a unit says.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The resources.
    pub deployment: Deployment,
    /// What stood in the way.
    pub problems: Vec<Problem>,
}
