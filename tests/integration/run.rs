//! A whole analysis, as tests ask for it.

use std::path::PathBuf;

use bucketlint::config::{Profile, Settings};
use bucketlint::engine::{Inputs, Request, Silent, analyse};
use bucketlint::finding::Analysis;
use bucketlint::reason::Assumptions;
use bucketlint::rules::RuleSet;
use bucketlint::source::FileSystem;

/// The analysis of what lies at a path, by the rules of a profile.
pub(super) fn run(fs: &dyn FileSystem, path: impl Into<PathBuf>, profile: Profile) -> Analysis {
    let (rules, _) = RuleSet::built_in().0.configured(&Settings { profile, ..Settings::default() });
    let (paths, inputs) = ([path.into()], Inputs::default());
    let request = Request { paths: &paths, rules: &rules, assumptions: Assumptions::default(), inputs: &inputs };
    analyse(fs, &request, &Silent)
}
