//! One line for each finding, as compilers write them: editors and `grep` find the place.

use std::fmt::Write;

use crate::finding::{Analysis, Compliance, Evaluation};

use super::order::{Fault, worst_first};
use super::text::{Inert, visible};
use super::words::{self, Level};
use super::{Options, place, statistics};

/// `file:line:column: severity: message`, findings first and the worst of them before the others, then what the code
/// does not decide, the problems, and the counts.
pub(super) fn render(analysis: &Analysis, options: &Options) -> Inert {
    let mut out = String::new();
    let most = options.max_findings.unwrap_or(usize::MAX);
    let mut list = |compliance: Compliance| {
        let all = worst_first(analysis, compliance);
        let shown = if compliance == Compliance::NonCompliant { most.min(all.len()) } else { all.len() };
        for evaluation in all.iter().take(shown) {
            let word = match compliance {
                Compliance::NonCompliant => evaluation.rule.severity.as_str(),
                Compliance::InsufficientData => "undecided",
                _ => compliance.as_str(),
            };
            push(&mut out, &line(analysis, evaluation, word));
        }
        if shown < all.len() {
            let left: Vec<_> = all.iter().skip(shown).map(|it| Fault { first: it, others: Vec::new() }).collect();
            push(&mut out, &words::left_out(&left, "findings"));
        }
    };
    list(Compliance::NonCompliant);
    if !options.quiet {
        list(Compliance::InsufficientData);
    }
    if options.all {
        list(Compliance::Compliant);
        list(Compliance::NotApplicable);
        for evaluation in analysis.evaluations.iter().filter(|it| it.suppressed.is_some()) {
            push(&mut out, &line(analysis, evaluation, "suppressed"));
        }
    }
    for problem in analysis.problems.iter().filter(|it| !(options.quiet && it.kind.is_note())) {
        let place = match problem.span {
            Some(span) => place::short(&analysis.sources, span),
            None => place::file_of_problem(&analysis.sources, problem).unwrap_or_default().to_owned(),
        };
        let (at, level) = (if place.is_empty() { "" } else { ": " }, Level::of_problem(problem));
        push(&mut out, &format!("{place}{at}{}: {} [{}]", level.as_str(), problem.message, problem.kind.as_str()));
    }
    if options.statistics {
        statistics::table(analysis).lines().for_each(|line| push(&mut out, line));
    }
    if !options.quiet {
        push(&mut out, &words::summary(analysis, options));
    }
    Inert::painted(out)
}

fn line(analysis: &Analysis, evaluation: &Evaluation, word: &str) -> String {
    let place = place::of_evaluation(evaluation).map(|span| place::short(&analysis.sources, span));
    let place = place.filter(|place| !place.is_empty()).map(|place| format!("{place}: ")).unwrap_or_default();
    let reason = evaluation.suppressed.as_ref().map(|it| format!(" ({})", it.reason)).unwrap_or_default();
    let (resource, rule) = (&evaluation.resource, &evaluation.rule.name);
    format!("{place}{word}: {resource}: {}{reason} [{rule}]", evaluation.message)
}

fn push(out: &mut String, line: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{}", visible(line));
}
