//! Each bound that an input of a few lines meets, at it and past it: `tests/data/bounds.txt` says how it is written.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use bucketlint::source::Memory;
use regex::{Captures, Regex};

use super::run::run_by;

const VERSIONING: &str = "s3-bucket-versioning-enabled";

/// One bound, the files that meet it, and what is said for a count.
struct Case<'t> {
    bound: &'t str,
    files: Vec<(&'t str, String)>,
    said: Vec<(usize, &'t str)>,
}

fn cases() -> Vec<Case<'static>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for line in include_str!("../data/bounds.txt").lines() {
        if let Some(bound) = line.strip_prefix("## ") {
            cases.push(Case { bound, files: Vec::new(), said: Vec::new() });
        } else if let (Some(path), Some(case)) = (line.strip_prefix("-- "), cases.last_mut()) {
            case.files.push((path, String::new()));
        } else if let (Some(said), Some(case)) = (line.strip_prefix("=> "), cases.last_mut()) {
            let (count, said) = said.split_once(' ').expect(line);
            case.said.push((count.parse().expect(line), said));
        } else if let Some((_, text)) = cases.last_mut().and_then(|case| case.files.last_mut()) {
            text.push_str(line);
            text.push('\n');
        }
    }
    cases
}

/// The bounds that have a case.
pub(super) fn bounds() -> BTreeSet<&'static str> {
    cases().iter().map(|case| case.bound).collect()
}

/// A text with a place in it, or the next one.
fn placed(text: &str, at: usize) -> String {
    let place = |it: &Captures<'_>| (at + usize::from(it.get(1).is_some())).to_string();
    Regex::new(r"@(\+1)?").unwrap().replace_all(text, place).into_owned()
}

fn filled(text: &str, count: usize) -> String {
    let repeated = |found: &Captures<'_>| (0..count).map(|at| placed(&found[1], at)).collect::<String>();
    Regex::new("«([^»]*)»").unwrap().replace_all(text, repeated).replace('¤', &count.to_string())
}

/// What is said of files by the rules whose rows are wanted: a file whose name has a repetition stands so many times.
fn said(case: &Case<'_>, count: usize) -> String {
    let mut all = Vec::new();
    for (path, text) in &case.files {
        let text = filled(text, count);
        match path.split_once("«@»") {
            Some((before, after)) => {
                all.extend((0..count).map(|at| (format!("{before}{at}{after}"), placed(&text, at).into_bytes())));
            }
            None => all.push(((*path).to_owned(), text.into_bytes())),
        }
    }
    let wanted = case.said.iter().filter_map(|(_, said)| said.split(' ').next());
    let rules: Vec<_> = wanted.filter(|word| word.contains('-')).chain([VERSIONING]).collect();
    let analysis = run_by(&Memory::new(all), ".", &rules);
    let mut said = String::new();
    for row in analysis.evaluations.iter().filter(|it| it.rule.name == VERSIONING) {
        write!(said, "{} {}: {}", row.resource, row.compliance, row.message).unwrap();
        row.unresolved.iter().for_each(|it| write!(said, " [{} {}]", it.expression, it.reason).unwrap());
        said.push('\n');
    }
    for row in analysis.evaluations.iter().filter(|it| it.rule.name != VERSIONING) {
        write!(said, "{} {} {}", row.rule.name, row.resource, row.compliance).unwrap();
        row.unresolved.first().iter().for_each(|it| write!(said, " [{} {}]", it.expression, it.reason).unwrap());
        row.unresolved.get(1..).iter().for_each(|rest| write!(said, " and {}", rest.len()).unwrap());
        said.push('\n');
    }
    for problem in &analysis.problems {
        writeln!(said, "{}: {}", problem.kind.as_str(), problem.message).unwrap();
    }
    said
}

#[test]
fn each_bound_is_met_by_its_smallest_input() {
    let mut differences = String::new();
    for case in cases() {
        for (count, wanted) in &case.said {
            let said = said(&case, *count);
            if !said.contains(wanted) {
                let start: String = said.chars().take(500).collect();
                writeln!(differences, "{} with {count}: wanted {wanted}\n{start}", case.bound).unwrap();
            }
        }
    }
    assert!(differences.is_empty(), "{differences}");
}
