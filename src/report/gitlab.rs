//! GitLab's report of code quality, which its merge requests show beside the lines.
//!
//! Followed: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>. Each entry must have a path,
//! a line and a fingerprint that no other one has.

use std::collections::HashMap;
use std::io::{self, Write};

use serde::Serialize;

use crate::finding::{Analysis, Compliance, Evaluation, Problem, Severity, identity};
use crate::source::Span;

use super::order::worst_first;
use super::text::{JsonPieces, Taker};
use super::words::{self, Level};
use super::{Options, place};

#[derive(Serialize)]
struct Entry {
    description: String,
    check_name: String,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: usize,
    end: usize,
}

/// One entry for each finding and problem, and with everything asked for one for what the code does not decide.
pub(super) fn write(analysis: &Analysis, options: &Options, taker: Taker<'_>) -> io::Result<()> {
    let mut findings = worst_first(analysis, Compliance::NonCompliant);
    if options.all {
        findings.extend(worst_first(analysis, Compliance::InsufficientData));
    }
    let mut known: HashMap<String, usize> = HashMap::new();
    let findings = findings.into_iter().map(|evaluation| of_evaluation(analysis, evaluation));
    // A note asks for nothing.
    let told = analysis.problems.iter().filter(|problem| !problem.kind.is_note());
    let problems = told.map(|problem| of_problem(analysis, problem));
    // Of two with one fingerprint GitLab shows one.
    let apart = |mut entry: Entry| {
        let count = known.entry(entry.fingerprint.clone()).or_default();
        *count += 1;
        if *count > 1 {
            entry.fingerprint.push_str(&format!("-{count}"));
        }
        entry
    };
    let entries: Vec<_> = findings.chain(problems).map(apart).collect();
    let mut pieces = JsonPieces::to(taker);
    serde_json::to_writer_pretty(&mut pieces, &entries)?;
    pieces.write_all(b"\n")?;
    pieces.flush()
}

fn of_evaluation(analysis: &Analysis, evaluation: &Evaluation) -> Entry {
    let said = format!("{}: {}", evaluation.resource, words::sentence(&evaluation.message));
    let (description, severity) = match evaluation.compliance {
        Compliance::NonCompliant => (said, severity(evaluation.rule.severity)),
        _ => (format!("Not decided: {said}"), "info"),
    };
    Entry {
        description,
        check_name: evaluation.rule.name.clone(),
        fingerprint: evaluation.fingerprint(&analysis.sources),
        severity,
        location: location(analysis, place::of_evaluation(evaluation).or(Some(evaluation.declared)), None),
    }
}

fn of_problem(analysis: &Analysis, problem: &Problem) -> Entry {
    let file = place::file_of_problem_from_top(&analysis.sources, problem);
    let severity = match Level::of_problem(problem) {
        Level::Error => "critical",
        Level::Warning => "minor",
        Level::Note => "info",
    };
    let help =
        if problem.help.is_empty() { String::new() } else { format!(" Help: {}", words::sentence(&problem.help)) };
    Entry {
        description: format!("{}{help}", words::sentence(&problem.message)),
        check_name: format!("bucketlint/{}", problem.kind.as_str()),
        fingerprint: identity([problem.kind.as_str(), file.as_deref().unwrap_or_default(), &problem.message]),
        severity,
        location: location(analysis, problem.span, file),
    }
}

/// Where it is; what stands nowhere is shown at the top of the repository.
fn location(analysis: &Analysis, span: Option<Span>, file: Option<String>) -> Location {
    let located = span.and_then(|span| place::locate_from_top(&analysis.sources, span));
    let (path, lines) = match located {
        Some((path, range)) => (path, Lines { begin: range.start.line, end: range.end.line.max(range.start.line) }),
        None => (file.unwrap_or_default(), Lines { begin: 1, end: 1 }),
    };
    Location { path: if path.is_empty() { ".".to_owned() } else { path }, lines }
}

/// GitLab has five words of its own.
fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Informational => "info",
    }
}
