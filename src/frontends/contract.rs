//! What every front end does.

use std::collections::BTreeSet;
use std::path::Path;

use crate::finding::Problem;
use crate::model::Deployment;
use crate::source::{FileId, Library, Wanted};
use crate::unit::{Cost, Unit, Workspace};

/// A language.
///
/// Loading never fails and never drops: what is not understood becomes an unknown or a [`Problem`] with a span.
pub trait Frontend: Sync {
    /// The language's name.
    fn name(&self) -> &'static str;

    /// What a file of this name is to the language; `None` where it is nothing to it.
    fn wants(&self, path: &Path) -> Option<Wanted>;

    /// What a file is, by its name, that another program turns into files of this language.
    fn foreign(&self, _path: &Path) -> Option<Foreign> {
        None
    }

    /// The units that these files form, those that others call or nest left to their callers. Cheap: a file that is
    /// none of this language's is passed over without a full parse and without a word, unless it is one of the `named`
    /// ones, which the user asked for.
    fn units(&self, library: &Library<'_>, named: &BTreeSet<FileId>) -> Vec<Unit>;

    /// What is at fault with the user's inputs as a whole, such as a value for something that no unit asks for.
    fn check_inputs(&self, _workspace: &Workspace<'_>, _units: &[Unit]) -> Vec<Problem> {
        Vec::new()
    }

    /// The name of the language that declares the same resources as this one's units, at the same places: what is
    /// decided here is not reported from there once more.
    fn stands_in_for(&self) -> Option<&'static str> {
        None
    }

    /// Reads a unit into the model.
    fn load(&self, workspace: &Workspace<'_>, unit: &Unit) -> Loaded;
}

/// A kind of file that another program turns into what is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Foreign {
    /// Whose file it is, as the end of a sentence: "of Terragrunt".
    pub whose: &'static str,
    /// What can be analysed in its place.
    pub help: &'static str,
}

/// What a unit says.
#[derive(Clone, Debug, Default)]
pub struct Loaded {
    /// The resources.
    pub deployment: Deployment,
    /// What stood in the way.
    pub problems: Vec<Problem>,
    /// What it cost.
    pub cost: Cost,
}
