//! JUnit's XML, which most CI systems show as tests.
//!
//! There is no standard. What is written is valid by the schema of Ant's task, which validators use, and by that of
//! Jenkins: what the first one requires and we do not know, such as when the run was, has a fixed value, so that the
//! same input gives the same bytes.

use std::collections::BTreeMap;
use std::fmt::Write;

use crate::finding::{Analysis, Compliance, Evaluation, Problem};

use super::text::{Inert, push_escaped, visible};
use super::{Options, place, words};

/// How a test ended.
enum End {
    Passed,
    Failed { kind: String, message: String, body: String },
    Broken { kind: String, message: String, body: String },
    Skipped { message: String },
}

/// One test: a rule on a resource, or a problem.
struct Case {
    name: String,
    end: End,
}

/// A suite for each file, and in it a case for each verdict: one that is broken fails, one that the code does not
/// decide is skipped. What could not be analysed is an error; what else there is to say stands below the cases.
pub(super) fn render(analysis: &Analysis, options: &Options) -> Inert {
    let mut suites: BTreeMap<String, (Vec<Case>, String)> = BTreeMap::new();
    for evaluation in words::listed(analysis, options.all).filter(|it| options.all || it.is_open()) {
        let span = place::of_evaluation(evaluation).unwrap_or(evaluation.declared);
        let file = analysis.sources.name_from_top(span.file);
        suites.entry(file).or_default().0.push(of_evaluation(analysis, evaluation));
    }
    for problem in &analysis.problems {
        let file = place::file_of_problem_from_top(&analysis.sources, problem).unwrap_or_default();
        let (cases, said) = suites.entry(file).or_default();
        if problem.kind.is_error() {
            cases.push(of_problem(analysis, problem));
        } else if !(options.quiet && problem.kind.is_note()) {
            said.push_str(&format!("{}\n", told(analysis, problem)));
        }
    }
    // Some who read it take a report without any test for a run that did not come about.
    if suites.values().all(|(cases, _)| cases.is_empty()) {
        let nothing = Case { name: "nothing to report".to_owned(), end: End::Passed };
        suites.entry(String::new()).or_default().0.push(nothing);
    }
    let mut out = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n".to_owned();
    for (id, (file, (cases, said))) in suites.iter().enumerate() {
        suite(&mut out, id, file, cases, said);
    }
    out.push_str("</testsuites>\n");
    Inert::painted(out)
}

fn of_evaluation(analysis: &Analysis, evaluation: &Evaluation) -> Case {
    let name = format!("{}: {}", evaluation.rule.name, evaluation.resource);
    let message = evaluation.message.to_string();
    let end = match (&evaluation.suppressed, evaluation.compliance) {
        (Some(suppression), _) => End::Skipped { message: format!("suppressed: {}", suppression.reason) },
        (None, Compliance::NonCompliant) => {
            let (kind, body) = (evaluation.rule.severity.to_string(), body(analysis, evaluation));
            End::Failed { kind, message, body }
        }
        (None, Compliance::InsufficientData) => {
            let gaps = evaluation.unresolved.iter().map(|gap| words::undecided(&analysis.sources, gap));
            End::Skipped { message: format!("not decided: {message}: {}", gaps.collect::<Vec<_>>().join("; ")) }
        }
        (None, Compliance::NotApplicable) => End::Skipped { message: format!("not applicable: {message}") },
        (None, Compliance::Compliant) => End::Passed,
    };
    Case { name, end }
}

/// Where it is, the proof and the remedy, a line each.
fn body(analysis: &Analysis, evaluation: &Evaluation) -> String {
    let mut lines = Vec::new();
    let mut add = |name: &str, text: &str| {
        if !text.is_empty() {
            lines.push(format!("{name}: {text}"));
        }
    };
    let place = place::of_evaluation(evaluation).map(|span| place::short(&analysis.sources, span));
    add("at", &place.unwrap_or_default());
    add("proof", &evaluation.witness.as_deref().map(words::proof).unwrap_or_default());
    for label in evaluation.related.iter().chain(&evaluation.evidence) {
        let place = label.span.map(|span| format!("{}: ", place::short(&analysis.sources, span))).unwrap_or_default();
        add("note", &format!("{place}{}", label.message));
    }
    add("help", evaluation.help());
    add("rule", &evaluation.rule.page);
    lines.iter().map(|line| format!("{}\n", xml(line))).collect()
}

fn of_problem(analysis: &Analysis, problem: &Problem) -> Case {
    let (kind, body) = (problem.kind.as_str().to_owned(), format!("{}\n", xml(&told(analysis, problem))));
    Case { name: kind.clone(), end: End::Broken { kind, message: problem.message.clone(), body } }
}

/// A problem with its place and what to do about it, on one line.
fn told(analysis: &Analysis, problem: &Problem) -> String {
    let place = problem.span.map(|span| format!("{}: ", place::short(&analysis.sources, span))).unwrap_or_default();
    let help = if problem.help.is_empty() { String::new() } else { format!("; help: {}", problem.help) };
    format!("{place}{}{help} [{}]", problem.message, problem.kind.as_str())
}

fn suite(out: &mut String, id: usize, file: &str, cases: &[Case], said: &str) {
    let name = if file.is_empty() { "bucketlint".to_owned() } else { xml(file) };
    let count = |is: fn(&End) -> bool| cases.iter().filter(|case| is(&case.end)).count();
    let failures = count(|end| matches!(end, End::Failed { .. }));
    let errors = count(|end| matches!(end, End::Broken { .. }));
    let skipped = count(|end| matches!(end, End::Skipped { .. }));
    // Writing to a string does not fail.
    let _ = writeln!(
        out,
        "  <testsuite id=\"{id}\" name=\"{name}\" package=\"bucketlint\" hostname=\"localhost\" \
         timestamp=\"1970-01-01T00:00:00\" time=\"0\" tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\" \
         skipped=\"{skipped}\">\n    <properties></properties>",
        cases.len()
    );
    for case in cases {
        let _ = write!(out, "    <testcase name=\"{}\" classname=\"{name}\" time=\"0\"", xml(&case.name));
        let _ = match &case.end {
            End::Passed => writeln!(out, "/>"),
            End::Skipped { message } => {
                writeln!(out, ">\n      <skipped message=\"{}\"/>\n    </testcase>", xml(message))
            }
            End::Failed { kind, message, body } => element(out, "failure", kind, message, body),
            End::Broken { kind, message, body } => element(out, "error", kind, message, body),
        };
    }
    let said: String = said.lines().map(|line| format!("{}\n", xml(line))).collect();
    let _ = writeln!(out, "    <system-out>{said}</system-out>\n    <system-err></system-err>\n  </testsuite>");
}

/// What a case holds that did not pass; its body is XML already.
fn element(out: &mut String, name: &str, kind: &str, message: &str, body: &str) -> std::fmt::Result {
    let (kind, message) = (xml(kind), xml(message));
    writeln!(out, ">\n      <{name} type=\"{kind}\" message=\"{message}\">{body}</{name}>\n    </testcase>")
}

/// Text as XML has it, on one line. Characters that XML 1.0 forbids are hidden ones, which are shown as escapes
/// already, and two that are no characters.
fn xml(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for character in visible(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\u{fffe}' | '\u{ffff}' => push_escaped(&mut out, character),
            character => out.push(character),
        }
    }
    out
}
