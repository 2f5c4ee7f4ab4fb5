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
    run_where(fs, path, |_| true)
}

/// The analysis by these rules and no others.
pub(super) fn run_by(fs: &dyn FileSystem, path: impl Into<PathBuf>, names: &[&str]) -> Analysis {
    run_where(fs, path, |name| names.contains(&name))
}

fn run_where(fs: &dyn FileSystem, path: impl Into<PathBuf>, is_on: impl Fn(&str) -> bool) -> Analysis {
    let setting = |name: &str| RuleSettings { enabled: Some(is_on(name)), ..RuleSettings::default() };
    let rules = RuleSet::built_in().0.infos().iter().map(|rule| (rule.name.clone(), setting(&rule.name))).collect();
    run_with(fs, path, &Settings { rules, ..Settings::default() })
}

fn run_with(fs: &dyn FileSystem, path: impl Into<PathBuf>, settings: &Settings) -> Analysis {
    let (rules, _) = RuleSet::built_in().0.configured(settings);
    let (paths, inputs) = ([path.into()], Inputs::default());
    let request = Request { paths: &paths, rules: &rules, assumptions: Assumptions::default(), inputs: &inputs };
    analyse(fs, &request, &Silent)
}
