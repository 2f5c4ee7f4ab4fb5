//! A large, mixed input as one run: the labelled cases of public tools, read in place where they are there.

use std::path::Path;

use bucketlint::config::Profile;
use bucketlint::finding::{Analysis, Compliance, ProblemKind};
use bucketlint::source::Disk;

use super::run::run;

#[test]
fn the_whole_corpus_is_one_input() {
    let Some(analysis) = whole_corpus() else { return };
    assert!(analysis.count(Compliance::NonCompliant) > 100, "too little is found");
    let without_place: Vec<_> = analysis
        .problems
        .iter()
        .filter(|problem| problem.kind == ProblemKind::Parse && problem.span.is_none())
        .map(|problem| format!("{}: {}", problem.file, problem.message))
        .collect();
    assert!(without_place.is_empty(), "parse problems without a place:\n{}", without_place.join("\n"));
    let unexplained: Vec<_> = analysis
        .evaluations
        .iter()
        .filter(|it| it.compliance == Compliance::InsufficientData && it.unresolved.is_empty())
        .map(|it| format!("{} {}", it.rule.name, it.resource))
        .collect();
    assert!(unexplained.is_empty(), "undecided without a reason:\n{}", unexplained.join("\n"));
}

#[test]
fn the_same_input_gives_the_same_answers() {
    let (Some(first), Some(second)) = (whole_corpus(), whole_corpus()) else { return };
    let rows = |analysis: &Analysis| -> Vec<String> {
        analysis
            .evaluations
            .iter()
            .map(|it| format!("{} {} {} {:?}", it.rule.name, it.resource, it.compliance, it.primary))
            .collect()
    };
    assert_eq!(rows(&first), rows(&second));
}

/// The analysis of all cases in every rule; `None`, with a message, where the corpus is not there.
fn whole_corpus() -> Option<Analysis> {
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus/cases");
    if !cases.is_dir() {
        eprintln!("skipped: {} is not there", cases.display());
        return None;
    }
    Some(run(&Disk, cases, Profile::Config))
}
