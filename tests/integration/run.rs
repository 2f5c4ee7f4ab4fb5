//! A whole analysis, as tests ask for it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use bucketlint::config::{Profile, RuleSettings, Settings, read};
use bucketlint::engine::{Inputs, Request, Silent, analyse};
use bucketlint::finding::Analysis;
use bucketlint::rules::RuleSet;
use bucketlint::source::{FileSystem, Sources};

/// That a page of the documentation is what the code says; it is written anew where `INSTA_UPDATE` is `always`.
#[track_caller]
pub(super) fn assert_current(page: &str, current: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(page);
    if std::env::var("INSTA_UPDATE").is_ok_and(|update| update == "always") {
        fs::write(&path, current).unwrap();
    }
    let is_current = fs::read_to_string(&path).is_ok_and(|written| written == current);
    assert!(is_current, "{page} is not what the code says: write it with INSTA_UPDATE=always");
}

/// The analysis of what lies at a path, by the rules of a profile.
pub(super) fn run(fs: &dyn FileSystem, path: impl Into<PathBuf>, profile: Profile) -> Analysis {
    run_with(fs, path, &Settings { profile, ..Settings::default() })
}

/// The analysis by all rules.
pub(super) fn run_all(fs: &dyn FileSystem, path: impl Into<PathBuf>) -> Analysis {
    run_all_given(fs, path, &Inputs::default())
}

/// The analysis by these rules and no others, of code that is the baseline of its account.
pub(super) fn run_baseline(fs: &dyn FileSystem, path: impl Into<PathBuf>, names: &[&str]) -> Analysis {
    let (paths, inputs, rules) = ([path.into()], Inputs::default(), configured(&by_name(|name| names.contains(&name))));
    let request = Request { account_baseline: true, ..Request::new(&paths, &rules, &inputs) };
    analyse(fs, &request, &Silent)
}

/// The analysis by all rules, with what the user says beside the code.
pub(super) fn run_all_given(fs: &dyn FileSystem, path: impl Into<PathBuf>, inputs: &Inputs) -> Analysis {
    static ALL: LazyLock<RuleSet> = LazyLock::new(|| configured(&by_name(|_| true)));
    run_configured(fs, path, &ALL, inputs)
}

/// The analysis by one rule as a configuration says, of code that is the baseline of its account.
pub(super) fn run_baseline_by(
    fs: &dyn FileSystem,
    path: impl Into<PathBuf>,
    name: &str,
    configuration: &str,
) -> Analysis {
    let (paths, inputs, rules) = ([path.into()], Inputs::default(), as_it_says(configuration, |it| it == name));
    let request = Request { account_baseline: true, ..Request::new(&paths, &rules, &inputs) };
    analyse(fs, &request, &Silent)
}

/// The analysis by one rule as a configuration says.
pub(super) fn run_one_by(fs: &dyn FileSystem, path: impl Into<PathBuf>, name: &str, configuration: &str) -> Analysis {
    run_configured(fs, path, &as_it_says(configuration, |it| it == name), &Inputs::default())
}

/// The analysis by all rules as a configuration says.
pub(super) fn run_all_by(fs: &dyn FileSystem, path: impl Into<PathBuf>, configuration: &str) -> Analysis {
    run_configured(fs, path, &as_it_says(configuration, |_| true), &Inputs::default())
}

/// The rules as a configuration says; those are on of which this holds.
fn as_it_says(configuration: &str, is_on: impl Fn(&str) -> bool) -> RuleSet {
    let file = Sources::default().add("bucketlint.toml".into(), "bucketlint.toml".into(), configuration.into());
    let (mut settings, problems) = read(file, configuration);
    assert!(problems.is_empty(), "{problems:?}");
    for (name, one) in by_name(is_on).rules {
        let enabled = one.enabled;
        settings.rules.entry(name).or_insert(one).enabled = enabled;
    }
    let (rules, problems) = built_in().configured(&settings);
    assert!(problems.is_empty(), "{problems:?}");
    rules
}

/// The analysis by these rules and no others.
pub(super) fn run_by(fs: &dyn FileSystem, path: impl Into<PathBuf>, names: &[&str]) -> Analysis {
    run_with(fs, path, &by_name(|name| names.contains(&name)))
}

/// The rules of the program, read once.
fn built_in() -> RuleSet {
    static BUILT_IN: LazyLock<RuleSet> = LazyLock::new(|| RuleSet::built_in().0);
    BUILT_IN.clone()
}

fn by_name(is_on: impl Fn(&str) -> bool) -> Settings {
    let setting = |name: &str| RuleSettings { enabled: Some(is_on(name)), ..RuleSettings::default() };
    let rules = built_in().infos().iter().map(|rule| (rule.name.clone(), setting(&rule.name))).collect();
    Settings { rules, ..Settings::default() }
}

fn configured(settings: &Settings) -> RuleSet {
    built_in().configured(settings).0
}

fn run_with(fs: &dyn FileSystem, path: impl Into<PathBuf>, settings: &Settings) -> Analysis {
    run_configured(fs, path, &configured(settings), &Inputs::default())
}

fn run_configured(fs: &dyn FileSystem, path: impl Into<PathBuf>, rules: &RuleSet, inputs: &Inputs) -> Analysis {
    let paths = [path.into()];
    let request = Request::new(&paths, rules, inputs);
    analyse(fs, &request, &Silent)
}
