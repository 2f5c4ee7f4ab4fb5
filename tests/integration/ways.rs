//! Where verdicts point, and what is told of the way of the values behind them: `tests/data/ways.txt` has the inputs and
//! what is said.

use std::fmt::Write as _;

use bucketlint::finding::{Analysis, Label};
use bucketlint::source::Memory;

use super::run::run_by;

const RULES: [&str; 4] = [
    "s3-bucket-level-public-access-prohibited",
    "s3-bucket-public-read-prohibited",
    "s3-bucket-ssl-requests-only",
    "s3-bucket-versioning-enabled",
];

/// A name, files, and what is said of them, one thing a line.
struct Case<'t> {
    name: &'t str,
    files: Vec<(&'t str, String)>,
    said: String,
}

fn cases() -> Vec<Case<'static>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    for line in include_str!("../data/ways.txt").lines() {
        if let Some(name) = line.strip_prefix("## ") {
            cases.push(Case { name, files: Vec::new(), said: String::new() });
        } else if let (Some(path), Some(case)) = (line.strip_prefix("-- "), cases.last_mut()) {
            case.files.push((path, String::new()));
        } else if let (Some(said), Some(case)) = (line.strip_prefix("=> "), cases.last_mut()) {
            writeln!(case.said, "{said}").unwrap();
        } else if let Some((_, text)) = cases.last_mut().and_then(|case| case.files.last_mut()) {
            writeln!(text, "{line}").unwrap();
        }
    }
    cases
}

/// Each verdict that is no pass, with its labels, and each problem.
fn said(analysis: &Analysis) -> String {
    let sources = &analysis.sources;
    let shown = |label: &Label| {
        let place = label.span.map_or_else(String::new, |span| {
            let file = sources.file(span.file).unwrap();
            let line = file.text()[..span.range().start].matches('\n').count() + 1;
            format!(" @{}:{line}", file.name())
        });
        format!("{}{place}", label.message)
    };
    let mut said = String::new();
    for row in analysis.evaluations.iter().filter(|row| row.broken || !row.unresolved.is_empty()) {
        let labels: Vec<_> = std::iter::once(&row.primary).chain(&row.related).map(shown).collect();
        let rule = row.rule.name.trim_start_matches("s3-bucket-");
        writeln!(said, "{rule} {}: {}", row.resource, labels.join(" | ")).unwrap();
        if !row.unresolved.is_empty() {
            writeln!(said, "  {}", row.message).unwrap();
        }
    }
    for problem in &analysis.problems {
        writeln!(said, "{}: {}", problem.kind.as_str(), problem.message).unwrap();
    }
    said
}

#[test]
fn verdicts_point_where_values_come_from() {
    let mut different = String::new();
    for Case { name, files, said: wanted } in cases() {
        // `RULE NAME` asks for one rule alone.
        let only =
            RULES.into_iter().filter(|rule| name.split_once(": ").is_some_and(|(asked, _)| rule.contains(asked)));
        let rules: Vec<_> = only.collect();
        let memory = Memory::new(files.iter().map(|(path, text)| ((*path).to_owned(), text.clone().into_bytes())));
        let found = said(&run_by(&memory, ".", if rules.is_empty() { &RULES } else { &rules }));
        if found != wanted {
            let lines: String = found.lines().map(|line| format!("=> {line}\n")).collect();
            writeln!(different, "## {name}\n{lines}").unwrap();
        }
    }
    assert!(different.is_empty(), "what is said is something else:\n{different}");
}

#[test]
fn many_problems_alike_take_one_line() {
    let template = |at: usize| {
        let text = format!("Resources:\n  A{at}: {{Type: 'AWS::S3::Bucket'}}\nSection{at}: {{}}\n");
        (format!("many/t{at}.yaml"), text.into_bytes())
    };
    let problems = |count: usize| {
        let analysis = run_by(&Memory::new((0..count).map(template)), ".", &RULES);
        analysis.problems.iter().map(|problem| problem.message.clone()).collect::<Vec<_>>()
    };
    assert_eq!(problems(20).len(), 20);
    let one = "`Section0` is not a section of a template (and 20 more problems like this in this folder)";
    assert_eq!(problems(21), [one]);
}
