//! What is read together, what the user gives beside it, and what it is read with.

use std::path::PathBuf;

use super::budget::Allowance;
use crate::source::{FileId, Library, Sources};

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
    /// Values of Terraform's variables from the environment, which files of values win over. One that nothing declares
    /// says nothing.
    pub environment: Vec<(String, String)>,
    /// The workspace of Terraform that is chosen.
    pub workspace: Option<String>,
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
