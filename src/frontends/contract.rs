//! What every front end does.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::budget::{Allowance, Cost};
use crate::finding::Problem;
use crate::model::Deployment;
use crate::source::{FileId, Library, Sources, Wanted};

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

/// What a front end works with.
#[derive(Clone, Copy)]
pub struct Workspace<'w> {
    /// Opens what the code names.
    pub library: &'w Library<'w>,
    /// What the user says beside the code.
    pub inputs: &'w Inputs,
    /// What a unit may cost beside what its size allows.
    pub allowance: Allowance,
}

impl<'w> Workspace<'w> {
    /// The workspace of a single unit.
    pub fn new(library: &'w Library<'w>, inputs: &'w Inputs) -> Self {
        Workspace { library, inputs, allowance: Allowance::of_one_in(1, 0) }
    }

    /// The same for each of several units, which share what the run may cost.
    pub fn allowing(self, allowance: Allowance) -> Self {
        Workspace { allowance, ..self }
    }

    /// The files that were read so far.
    pub fn sources(&self) -> &'w Sources {
        self.library.sources()
    }
}

/// Values that the user gives on the command line.
#[derive(Clone, Debug, Default)]
pub struct Inputs {
    /// Values of Terraform's variables, in the order in which they were given: a later one wins.
    pub variables: Vec<Input>,
    /// Values of CloudFormation's parameters, in the order in which they were given: a later one wins.
    pub parameters: Vec<Input>,
    /// Where modules are at hand that calls name by the source of a registry or a repository: the source, and a folder
    /// relative to the working directory.
    pub modules: Vec<(String, PathBuf)>,
}

/// One value or file of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// `NAME=VALUE`: the name, and the value as it was typed.
    Value(String, String),
    /// A file of values, relative to the working directory.
    File(PathBuf),
}

/// Files that are read together: a Terraform module, a template.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// The printed name of the folder or file.
    pub name: String,
    /// Its files, sorted.
    pub files: Vec<FileId>,
    /// Whether others in its repository use it that are not analysed: what they give it is not known.
    pub is_used_elsewhere: bool,
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
