//! From paths to an analysis: the one pipeline that the command line, editors and tests call.

use std::path::PathBuf;

use crate::config::Settings;
use crate::finding::{Analysis, RuleInfo};
use crate::source::FileSystem;

/// The rules that an analysis judges by.
#[derive(Debug, Default)]
pub struct RuleSet;

impl RuleSet {
    /// The rules that come with the tool.
    pub fn built_in() -> Self {
        RuleSet
    }

    /// What reports say of each rule, sorted by name.
    pub fn infos(&self) -> Vec<RuleInfo> {
        Vec::new()
    }
}

/// What to analyse, and how.
#[derive(Debug)]
pub struct Request<'r> {
    /// The files and folders to read.
    pub paths: &'r [PathBuf],
    /// What the configuration says.
    pub settings: &'r Settings,
    /// The rules to judge by.
    pub rules: &'r RuleSet,
}

/// Who is told how far the work is.
pub trait Progress: Sync {
    /// `done` of `total` units are analysed. Called from any thread.
    fn advance(&self, done: usize, total: usize);
}

/// Reads, resolves and judges what stands at the requested paths.
pub fn analyse(fs: &dyn FileSystem, request: &Request<'_>, progress: &dyn Progress) -> Analysis {
    let _ = (fs, request);
    progress.advance(0, 0);
    Analysis::default()
}
