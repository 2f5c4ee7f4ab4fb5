//! The frozen, versioned JSON shape; `docs/output.schema.json` describes it.
//!
//! Fields are added, never changed or taken away, while `schema_version` stays the same.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde::{Serialize, Serializer};

use crate::finding::{Analysis, Compliance, Evaluation, Label, Problem, Proof, Severity, Suppression, Unresolved};
use crate::source::{Sources, Span};

use super::place::{self, Range};
use super::text::{JsonPieces, Taker};
use super::{Options, words};

const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize)]
struct Document<'a> {
    schema_version: u32,
    tool: Tool<'a>,
    evaluations: Rows<'a>,
    problems: Vec<ProblemRow<'a>>,
    summary: Summary,
}

/// The evaluations, each made a row when it is written: there may be hundreds of thousands.
struct Rows<'a> {
    analysis: &'a Analysis,
    all: bool,
}

impl Serialize for Rows<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let listed = words::listed(self.analysis, self.all);
        serializer.collect_seq(listed.map(|evaluation| row(self.analysis, evaluation)))
    }
}

#[derive(Serialize)]
struct Tool<'a> {
    name: &'static str,
    version: &'a str,
}

#[derive(Serialize)]
struct Row<'a> {
    rule: &'a str,
    resource: &'a str,
    resource_type: &'a str,
    compliance: Compliance,
    severity: Severity,
    message: &'a str,
    help: &'a str,
    file: Option<&'a str>,
    range: Option<Range>,
    related: Vec<LabelRow<'a>>,
    witness: Option<&'a Proof>,
    evidence: Vec<LabelRow<'a>>,
    unresolved: Vec<UnresolvedRow<'a>>,
    page: &'a str,
    fingerprint: String,
    suppressed: Option<SuppressionRow<'a>>,
    /// Under which environments it holds, where it does not under all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    environments: Vec<&'a str>,
    /// `new`, `unchanged` or `updated`, where the run is compared with an earlier one.
    baseline_state: Option<&'static str>,
    /// No rule has a fix yet; the field is part of the shape from the start.
    fixable: bool,
}

#[derive(Serialize)]
struct SuppressionRow<'a> {
    /// `comment` or `configuration`.
    by: &'static str,
    reason: &'a str,
    until: Option<&'a str>,
    file: Option<&'a str>,
    range: Option<Range>,
}

#[derive(Serialize)]
struct LabelRow<'a> {
    message: &'a str,
    file: Option<&'a str>,
    range: Option<Range>,
}

#[derive(Serialize)]
struct UnresolvedRow<'a> {
    expression: &'a str,
    reason: String,
    file: Option<&'a str>,
    range: Option<Range>,
}

#[derive(Serialize)]
struct ProblemRow<'a> {
    kind: &'static str,
    message: &'a str,
    help: &'a str,
    file: Option<&'a str>,
    range: Option<Range>,
}

#[derive(Serialize)]
struct Summary {
    files: usize,
    resources: usize,
    by_compliance: BTreeMap<&'static str, usize>,
    /// How many verdicts are NON_COMPLIANT, by the severity of the rule.
    by_severity: BTreeMap<&'static str, usize>,
    /// How many verdicts somebody accepts; they are not among those by compliance.
    suppressed: usize,
    /// How many verdicts an earlier run knows; they are not among those by compliance.
    known: usize,
}

/// The analysis as one JSON document, ended by a line feed.
pub(super) fn write(analysis: &Analysis, options: &Options, taker: Taker<'_>) -> io::Result<()> {
    let sources = &analysis.sources;
    let document = Document {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: "bucketlint", version: &options.version },
        evaluations: Rows { analysis, all: options.all },
        problems: analysis.problems.iter().map(|problem| problem_row(sources, problem)).collect(),
        summary: Summary {
            files: analysis.files,
            resources: analysis.resources,
            by_compliance: Compliance::ALL.into_iter().map(|each| (each.as_str(), analysis.count(each))).collect(),
            by_severity: Severity::ALL.into_iter().map(|each| (each.as_str(), analysis.findings(each))).collect(),
            suppressed: analysis.suppressed(),
            known: analysis.known(),
        },
    };
    let mut pieces = JsonPieces::to(taker);
    serde_json::to_writer_pretty(&mut pieces, &document)?;
    pieces.write_all(b"\n")?;
    pieces.flush()
}

fn row<'a>(analysis: &'a Analysis, evaluation: &'a Evaluation) -> Row<'a> {
    let sources = &analysis.sources;
    let (file, range) = located(sources, place::of_evaluation(evaluation));
    Row {
        rule: &evaluation.rule.name,
        resource: &evaluation.resource,
        resource_type: &evaluation.resource_type,
        compliance: evaluation.compliance,
        severity: evaluation.rule.severity,
        message: &evaluation.message,
        help: evaluation.help(),
        file,
        range,
        related: evaluation.related.iter().map(|label| label_row(sources, label)).collect(),
        witness: evaluation.witness.as_deref(),
        evidence: evaluation.evidence.iter().map(|label| label_row(sources, label)).collect(),
        unresolved: evaluation.unresolved.iter().map(|gap| unresolved_row(sources, gap)).collect(),
        page: &evaluation.rule.page,
        fingerprint: evaluation.fingerprint(sources),
        suppressed: evaluation.suppressed.as_deref().map(|it| suppression_row(sources, it)),
        environments: evaluation.environments.iter().map(|name| &**name).collect(),
        baseline_state: words::baseline_state(analysis, evaluation),
        fixable: false,
    }
}

fn suppression_row<'a>(sources: &'a Sources, suppression: &'a Suppression) -> SuppressionRow<'a> {
    let (file, range) = located(sources, suppression.comment);
    let by = if suppression.comment.is_some() { "comment" } else { "configuration" };
    SuppressionRow { by, reason: &suppression.reason, until: suppression.until.as_deref(), file, range }
}

fn label_row<'a>(sources: &'a Sources, label: &'a Label) -> LabelRow<'a> {
    let (file, range) = located(sources, label.span);
    LabelRow { message: &label.message, file, range }
}

fn unresolved_row<'a>(sources: &'a Sources, gap: &'a Unresolved) -> UnresolvedRow<'a> {
    let (file, range) = located(sources, Some(gap.span));
    UnresolvedRow { expression: &gap.expression, reason: gap.reason.to_string(), file, range }
}

fn problem_row<'a>(sources: &'a Sources, problem: &'a Problem) -> ProblemRow<'a> {
    let (_, range) = located(sources, problem.span);
    let file = place::file_of_problem(sources, problem);
    ProblemRow { kind: problem.kind.as_str(), message: &problem.message, help: &problem.help, file, range }
}

fn located(sources: &Sources, span: Option<Span>) -> (Option<&str>, Option<Range>) {
    span.and_then(|span| place::locate(sources, span)).map_or((None, None), |(file, range)| (Some(file), Some(range)))
}
