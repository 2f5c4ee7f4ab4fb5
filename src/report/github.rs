//! Workflow commands of GitHub Actions, which annotate the lines of a pull request.
//!
//! The escapes are those of the actions toolkit (`@actions/core`, `command.ts`). Without them a file name or a value of
//! the input could end the command and start one of its own.

use std::fmt::Write;

use crate::finding::{Analysis, Compliance, Problem};
use crate::source::Span;

use super::order::{Fault, faults, split};
use super::text::{Inert, disobeyed, visible};
use super::words::{self, Level};
use super::{Options, place, statistics};

/// One command for each finding and problem, then the counts as a line of the log. GitHub shows the first ten of each
/// level, so the worst come first, and instances of one fault are one.
///
/// What the code does not decide is left out unless everything is asked for: an annotation asks for a change.
pub(super) fn render(analysis: &Analysis, options: &Options) -> Inert {
    let mut out = String::new();
    let most = options.max_findings.unwrap_or(usize::MAX);
    let (shown, left) = split(faults(analysis, Compliance::NonCompliant), most);
    shown.iter().for_each(|fault| finding(&mut out, analysis, fault));
    if options.all {
        faults(analysis, Compliance::InsufficientData).iter().for_each(|fault| undecided(&mut out, analysis, fault));
    }
    for found in analysis.problems.iter().filter(|it| !(options.quiet && it.kind.is_note())) {
        problem(&mut out, analysis, found);
    }
    if !left.is_empty() {
        out.push_str(&format!("{}\n", words::left_out(&left, "findings")));
    }
    if options.statistics {
        statistics::table(analysis).lines().for_each(|line| out.push_str(&format!("{}\n", disobeyed(&visible(line)))));
    }
    if !options.quiet {
        out.push_str(&words::summary(analysis, options));
        out.push('\n');
    }
    Inert::commands(out)
}

/// The command for a run that did not come about.
pub(super) fn failure(message: &str, help: &str) -> Inert {
    let lines = message.lines().chain(Some(help).filter(|help| !help.is_empty()));
    let shown: Vec<_> = lines.map(|line| disobeyed(&visible(line)).into_owned()).collect();
    Inert::commands(format!("::error title=bucketlint::{}\n", escape_data(&shown.join("\n"))))
}

fn finding(out: &mut String, analysis: &Analysis, fault: &Fault<'_>) {
    let evaluation = fault.first;
    let rule = &evaluation.rule;
    let mut lines = vec![format!("{}: {}", evaluation.resource, evaluation.message)];
    lines.extend(Some(fault.also()).filter(|also| !also.is_empty()));
    lines.extend(evaluation.witness.as_deref().map(|request| format!("proof: {}", words::proof(request))));
    lines.extend(Some(evaluation.help()).filter(|help| !help.is_empty()).map(|help| format!("help: {help}")));
    lines.extend(Some(&rule.page).filter(|page| !page.is_empty()).map(|page| format!("rule: {page}")));
    let title = format!("{}: {} [{}]", rule.severity, rule.title, rule.name);
    let level = Level::of_severity(rule.severity);
    command(out, analysis, level, (None, place::of_evaluation(evaluation)), &title, &lines);
}

fn undecided(out: &mut String, analysis: &Analysis, fault: &Fault<'_>) {
    let evaluation = fault.first;
    let mut lines = vec![format!("{}: {}", evaluation.resource, evaluation.message)];
    lines.extend(Some(fault.also()).filter(|also| !also.is_empty()));
    lines.extend(evaluation.unresolved.iter().map(|gap| words::undecided(&analysis.sources, gap)));
    let title = format!("not decided: {} [{}]", evaluation.rule.title, evaluation.rule.name);
    command(out, analysis, Level::Note, (None, place::of_evaluation(evaluation)), &title, &lines);
}

fn problem(out: &mut String, analysis: &Analysis, problem: &Problem) {
    let mut lines = vec![problem.message.clone()];
    lines.extend(Some(&problem.help).filter(|help| !help.is_empty()).map(|help| format!("help: {help}")));
    let file = place::file_of_problem_from_top(&analysis.sources, problem);
    let title = format!("bucketlint: {}", problem.kind.as_str());
    command(out, analysis, Level::of_problem(problem), (file.as_deref(), problem.span), &title, &lines);
}

/// Appends `::level file=…,line=…::message`.
fn command(
    out: &mut String,
    analysis: &Analysis,
    level: Level,
    (file, span): (Option<&str>, Option<Span>),
    title: &str,
    lines: &[String],
) {
    let word = if level == Level::Note { "notice" } else { level.as_str() };
    let mut properties = Vec::new();
    let located = span.and_then(|span| place::locate_from_top(&analysis.sources, span));
    if let Some(name) = located.as_ref().map(|(name, _)| name.as_str()).or(file) {
        properties.push(format!("file={}", escape_property(&visible(name))));
    }
    if let Some((_, range)) = located {
        properties.push(format!("line={}", range.start.line));
        // GitHub takes columns only for a range within one line.
        if range.start.line == range.end.line {
            let (start, end) = (range.start.column, range.end.column);
            properties.push(format!("col={start},endLine={},endColumn={end}", range.end.line));
        } else {
            properties.push(format!("endLine={}", range.end.line));
        }
    }
    properties.push(format!("title={}", escape_property(&visible(title))));
    // The runner prints the lines of the message again.
    let shown: Vec<_> = lines.iter().map(|line| disobeyed(&visible(line)).into_owned()).collect();
    let _ = writeln!(out, "::{word} {}::{}", properties.join(","), escape_data(&shown.join("\n")));
}

fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
