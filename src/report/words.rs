//! Sentences that more than one format says.

use crate::finding::{Analysis, Compliance, Evaluation, Problem, Proof, Severity, Unresolved};
use crate::source::Sources;

use super::place;

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

/// The counts of a run: "3 files, 7 resources: 4 NON_COMPLIANT, 1 INSUFFICIENT_DATA, 20 COMPLIANT".
pub(super) fn summary(analysis: &Analysis, all: bool) -> String {
    let problems = analysis.problems.iter().filter(|problem| !problem.kind.is_note()).count();
    if analysis.files == 0 && analysis.evaluations.is_empty() {
        let nothing = "nothing to analyse: no Terraform module and no CloudFormation template was found";
        return if problems == 0 { nothing.to_owned() } else { format!("{nothing}; {}", counted(problems, "problem")) };
    }
    let shown = Compliance::ALL.into_iter().filter(|compliance| all || *compliance != Compliance::NotApplicable);
    let verdicts: Vec<_> = shown.map(|compliance| format!("{} {compliance}", analysis.count(compliance))).collect();
    let tail = if problems == 0 { String::new() } else { format!("; {}", counted(problems, "problem")) };
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

fn counted(count: usize, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{plural}")
}
