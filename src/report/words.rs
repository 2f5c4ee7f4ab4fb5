//! Sentences that more than one format says.

use std::collections::{BTreeMap, BTreeSet};

use crate::finding::{Analysis, Compliance, Evaluation, Problem, ProblemKind, Proof, Severity, Unresolved};
use crate::source::Sources;

use super::order::{Fault, worst_first};
use super::{Options, place};

/// The request of a witness in words: "an anonymous caller may `s3:GetObject` on `arn:aws:s3:::logs/*`, because …".
pub(super) fn proof(request: &Proof) -> String {
    let caller = caller(&request.principal);
    let context: Vec<_> = request.context.iter().map(|(key, value)| format!("`{key}` = `{value}`")).collect();
    let with = if context.is_empty() { String::new() } else { format!(" with {}", context.join(" and ")) };
    let on = format!("`{}` on `{}`{with}", request.action, request.resource);
    if request.refused {
        return format!("{caller} may not {on}");
    }
    // Over plain HTTP and old TLS the question is what no policy denies: nothing need allow it, so "may" would say too
    // much.
    let is_plain_http = request.context.get("aws:SecureTransport").is_some_and(|value| value == "false");
    let names_tls = request.context.keys().any(|key| key.eq_ignore_ascii_case("s3:TlsVersion"));
    match request.statement {
        Some(index) => format!("{caller} may {on}, because statement {} of the policy allows it", index + 1),
        None if is_plain_http || names_tls => format!("no policy denies {caller} {on}"),
        None => format!("{caller} may {on}"),
    }
}

/// Who asks, in words, by the principal of a request.
pub fn caller(principal: &str) -> String {
    match principal {
        "*" => "an anonymous caller".to_owned(),
        principal if principal.contains(' ') => principal.to_owned(),
        principal => format!("`{principal}`"),
    }
}

/// What the code does not decide: "`var.kms_key` has no default (variables.tf:3:1)".
pub(super) fn undecided(sources: &Sources, gap: &Unresolved) -> String {
    let place = place::short(sources, gap.span);
    let place = if place.is_empty() { place } else { format!(" ({place})") };
    format!("`{}` {}{place}", gap.expression, gap.reason)
}

/// The counts of a run: "3 files, 7 resources: 4 NON_COMPLIANT (1 high, 3 low; 3 below --fail-on high),
/// 1 INSUFFICIENT_DATA, 20 COMPLIANT; 1 problem, 1 file not analysed".
pub(super) fn summary(analysis: &Analysis, options: &Options) -> String {
    let told: Vec<_> = analysis.problems.iter().filter(|problem| !problem.kind.is_note()).collect();
    let mut tail = if told.is_empty() { String::new() } else { format!("; {}", counted(told.len(), "problem")) };
    let is_lost = |problem: &&&Problem| matches!(problem.kind, ProblemKind::Read | ProblemKind::Parse);
    let lost: BTreeSet<_> =
        told.iter().filter(is_lost).filter_map(|it| place::file_of_problem(&analysis.sources, it)).collect();
    if !lost.is_empty() {
        tail.push_str(&format!(", {} not read as a whole", counted(lost.len(), "file")));
    }
    if analysis.files == 0 && analysis.is_empty() {
        let nothing = "nothing to analyse: no Terraform module and no CloudFormation template was found";
        return format!("{nothing}{tail}");
    }
    let shown = Compliance::ALL.into_iter().filter(|it| options.all || *it != Compliance::NotApplicable);
    let verdicts = shown.map(|it| match it {
        Compliance::NonCompliant => format!("{} {it}{}", analysis.count(it), severities(analysis, options)),
        it => format!("{} {it}", analysis.count(it)),
    });
    let verdicts: Vec<_> = verdicts.collect();
    let files = counted(analysis.files, "file");
    let suppressed = match analysis.suppressed() {
        0 => String::new(),
        count => format!(", {count} suppressed"),
    };
    let known = match analysis.known() {
        0 => String::new(),
        count => format!(", {count} known from {}", listed_runs(analysis)),
    };
    format!("{files}, {}: {}{suppressed}{known}{tail}", counted(analysis.resources, "resource"), verdicts.join(", "))
}

/// The earlier runs that a run was compared with: "the baseline and `main`".
fn listed_runs(analysis: &Analysis) -> String {
    analysis.compared.iter().map(|it| it.with.as_str()).collect::<Vec<_>>().join(" and ")
}

/// What SARIF calls a verdict beside those of an earlier run; `None` where nothing is compared.
pub(super) fn baseline_state(analysis: &Analysis, evaluation: &Evaluation) -> Option<&'static str> {
    let state = match evaluation.earlier {
        None => "new",
        Some(earlier) if earlier.was == evaluation.compliance && !earlier.touched => "unchanged",
        Some(_) => "updated",
    };
    (!analysis.compared.is_empty() && evaluation.compliance.asks_for_attention()).then_some(state)
}

/// Of how bad the findings are, and how many of them do not fail the run, in brackets.
fn severities(analysis: &Analysis, options: &Options) -> String {
    let counts = by_severity(worst_first(analysis, Compliance::NonCompliant));
    let below: usize = counts.iter().filter(|(severity, _)| *severity < options.fail_on).map(|(_, count)| count).sum();
    let below = if below == 0 { String::new() } else { format!("; {below} below --fail-on {}", options.fail_on) };
    if counts.is_empty() { String::new() } else { format!(" ({}{below})", severities_in_words(&counts)) }
}

/// How many of these there are of each severity that there is, the worst first.
pub(super) fn by_severity<'a>(all: impl IntoIterator<Item = &'a Evaluation>) -> Vec<(Severity, usize)> {
    let mut counts = BTreeMap::new();
    for evaluation in all {
        *counts.entry(evaluation.rule.severity).or_default() += 1;
    }
    counts.into_iter().rev().collect()
}

/// "1 critical, 2 low".
pub(super) fn severities_in_words(counts: &[(Severity, usize)]) -> String {
    counts.iter().map(|(severity, count)| format!("{count} {severity}")).collect::<Vec<_>>().join(", ")
}

/// That so many of these are not shown, by severity, and how they are; empty where all are.
pub(super) fn left_out<'a>(left: &[Fault<'a>], what: &str) -> String {
    let all: Vec<&'a Evaluation> = left.iter().flat_map(Fault::all).collect();
    if all.is_empty() {
        return String::new();
    }
    let counts = severities_in_words(&by_severity(all.iter().copied()));
    format!("{} more {what} are not shown here: {counts}; `--max-findings all` shows them", all.len())
}

/// The evaluations that a report lists: all of them, or the two kinds that ask for someone's attention.
pub(super) fn listed(analysis: &Analysis, all: bool) -> impl Iterator<Item = &Evaluation> {
    let wanted = move |evaluation: &&Evaluation| all || evaluation.compliance.asks_for_attention();
    analysis.evaluations.iter().filter(wanted)
}

/// `text` as a sentence: with a full stop, unless it ends in one or in another mark.
pub(super) fn sentence(text: &str) -> String {
    let text = text.trim_end();
    if text.is_empty() || text.ends_with(['.', '!', '?', ':']) { text.to_owned() } else { format!("{text}.") }
}

/// How loud a format with three levels is about something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// Must be mended.
    Error,
    /// Should be mended.
    Warning,
    /// Worth knowing.
    Note,
}

impl Level {
    /// The level of a broken rule of this severity.
    pub(super) fn of_severity(severity: Severity) -> Level {
        match severity {
            Severity::Critical | Severity::High => Level::Error,
            Severity::Medium => Level::Warning,
            Severity::Low | Severity::Informational => Level::Note,
        }
    }

    /// The level of a problem.
    pub(super) fn of_problem(problem: &Problem) -> Level {
        match problem.kind {
            kind if kind.is_note() => Level::Note,
            kind if kind.is_error() => Level::Error,
            _ => Level::Warning,
        }
    }

    /// SARIF's word for it, which people read too.
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        }
    }
}

pub(super) fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
