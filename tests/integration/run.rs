//! A whole analysis, as tests ask for it.

use std::path::PathBuf;

use bucketlint::config::{Profile, RuleSettings, Settings};
use bucketlint::engine::{Inputs, Request, Silent, analyse};
use bucketlint::finding::Analysis;
use bucketlint::reason::Assumptions;
use bucketlint::rules::RuleSet;
use bucketlint::source::FileSystem;

/// The analysis of what lies at a path, by the rules of a profile.
pub(super) fn run(fs: &dyn FileSystem, path: impl Into<PathBuf>, profile: Profile) -> Analysis {
    run_with(fs, path, &Settings { profile, ..Settings::default() })
}

/// The analysis by all rules.
pub(super) fn run_all(fs: &dyn FileSystem, path: impl Into<PathBuf>) -> Analysis {
    let on = RuleSettings { enabled: Some(true), ..RuleSettings::default() };
    let rules = RuleSet::built_in().0.infos().into_iter().map(|rule| (rule.name.clone(), on.clone())).collect();
    run_with(fs, path, &Settings { rules, ..Settings::default() })
}

fn run_with(fs: &dyn FileSystem, path: impl Into<PathBuf>, settings: &Settings) -> Analysis {
    let (rules, _) = RuleSet::built_in().0.configured(settings);
    let (paths, inputs) = ([path.into()], Inputs::default());
    let request = Request { paths: &paths, rules: &rules, assumptions: Assumptions::default(), inputs: &inputs };
    analyse(fs, &request, &Silent)
}
