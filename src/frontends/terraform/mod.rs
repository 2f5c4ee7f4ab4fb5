//! Terraform: every .tf file of a folder as one module.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Frontend, Loaded, Unit};
use crate::source::{FileId, Sources};

/// The front end.
#[derive(Clone, Copy, Debug, Default)]
pub struct Terraform;

impl Frontend for Terraform {
    fn name(&self) -> &'static str {
        "Terraform"
    }

    fn wants(&self, _path: &Path) -> bool {
        false
    }

    fn units(&self, _sources: &Sources, _named: &BTreeSet<FileId>) -> Vec<Unit> {
        Vec::new()
    }

    fn load(&self, _sources: &Sources, _unit: &Unit) -> Loaded {
        Loaded::default()
    }
}
