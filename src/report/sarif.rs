//! SARIF 2.1.0, for code scanning and editors: which of our facts stands where in a log.
//!
//! Followed: the OASIS standard, and what GitHub's code scanning reads of it
//! (<https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>).
//! Results are broken rules. Undecided verdicts (`open`), kept rules (`pass`) and what somebody accepts
//! (`suppressions`) are results only where everything is asked for, because GitHub shows every result as an open alert:
//! it heeds neither kinds nor suppressions.

use std::collections::BTreeMap;

use crate::finding::{
    Absent, Analysis, Compliance, Evaluation, Label, Problem, Requirement, RuleInfo, Severity, Suppression,
};
use crate::source::{Sources, Span};

use super::sarif_log as log;
use super::text::Inert;
use super::words::{self, Level};
use super::{Options, place};

/// GitHub takes no more results in a run.
const MAX_RESULTS: usize = 25_000;

/// GitHub takes no more locations in a result.
const MAX_RELATED: usize = 1_000;

/// GitHub takes no more tags of a rule.
const MAX_TAGS: usize = 20;

/// The project's page, as the manifest of the crate names it.
const PROJECT: &str = env!("CARGO_PKG_REPOSITORY");

/// The analysis as one SARIF log, ended by a line feed.
pub(super) fn render(analysis: &Analysis, options: &Options) -> Inert {
    let document = log::Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [run(analysis, options)],
    };
    // Plain structs with string keys always serialise.
    let mut json = serde_json::to_string_pretty(&document).unwrap_or_default();
    json.push('\n');
    Inert::json(json)
}

fn run<'a>(analysis: &'a Analysis, options: &'a Options) -> log::Run<'a> {
    let rule_index = analysis.rules.iter().enumerate().map(|(at, rule)| (rule.name.as_str(), at)).collect();
    let chosen = chosen(analysis, options.all);
    let left_out = chosen.len().saturating_sub(MAX_RESULTS);
    let results = chosen.iter().take(MAX_RESULTS).map(|evaluation| result(analysis, &rule_index, evaluation));
    let absent = analysis.compared.iter().flat_map(|it| &it.absent).filter(|_| options.all);
    let results = results.chain(absent.map(|it| gone(&rule_index, it))).take(MAX_RESULTS);
    let mut notifications: Vec<_> =
        analysis.problems.iter().map(|problem| notification(&analysis.sources, problem)).collect();
    if left_out > 0 {
        let text = format!("{left_out} results were left out, because GitHub takes {MAX_RESULTS}; the worst are kept.");
        notifications.push(log::Notification {
            level: "warning",
            message: log::Message::of(text),
            locations: Vec::new(),
            descriptor: log::Descriptor { id: "limit" },
        });
    }
    let version = &options.version;
    log::Run {
        tool: log::Tool {
            driver: log::Driver {
                name: "bucketlint",
                version,
                semantic_version: version,
                information_uri: Some(PROJECT).filter(|page| !page.is_empty()),
                rules: analysis.rules.iter().map(|info| rule(info)).collect(),
            },
        },
        automation_details: log::AutomationDetails { id: "bucketlint/" },
        invocations: [log::Invocation {
            execution_successful: !analysis.problems.iter().any(|problem| problem.kind.is_error()),
            tool_execution_notifications: notifications,
        }],
        column_kind: "unicodeCodePoints",
        results: results.collect(),
    }
}

/// The evaluations that become results: in their order, or the worst first where there are more than may be written.
fn chosen(analysis: &Analysis, all: bool) -> Vec<&Evaluation> {
    let is_alert = |each: &Evaluation| each.compliance == Compliance::NonCompliant && each.suppressed.is_none();
    let wanted = |each: &&Evaluation| all || is_alert(each);
    let mut chosen: Vec<_> = analysis.evaluations.iter().filter(wanted).collect();
    if chosen.len() > MAX_RESULTS {
        chosen.sort_by_key(|each| (!each.is_open(), each.compliance, std::cmp::Reverse(each.rule.severity)));
    }
    chosen
}

fn rule(rule: &RuleInfo) -> log::Rule<'_> {
    let title = words::sentence(&rule.title);
    log::Rule {
        id: &rule.name,
        name: pascal_case(&rule.name),
        short_description: log::Message::of(title.clone()),
        full_description: log::Message::of(title.clone()),
        help: log::Help {
            text: help_text(rule),
            markdown: Some(rule.markdown.as_str()).filter(|page| !page.is_empty()),
        },
        help_uri: Some(help_uri(rule)).filter(|page| !page.is_empty()),
        default_configuration: log::Configuration { level: Level::of_severity(rule.severity).as_str() },
        properties: log::RuleProperties {
            tags: tags(rule),
            frameworks: frameworks(rule),
            severity: rule.severity,
            security_severity: security_severity(rule.severity),
            security_hub: rule.security_hub.as_deref(),
        },
    }
}

/// The page of the rule in the project's repository, else AWS's.
fn help_uri(rule: &RuleInfo) -> String {
    if PROJECT.is_empty() || rule.own_page.is_empty() {
        return rule.page.clone();
    }
    format!("{PROJECT}/blob/main/{}", rule.own_page)
}

/// What it is about, and the requirements that it answers, as CodeQL spells such tags: those of the frameworks of few
/// requirements first, since not all may fit.
fn tags(rule: &RuleInfo) -> Vec<String> {
    let own = ["security", "aws", "s3"].map(str::to_owned);
    let answered = rule
        .requirements
        .iter()
        .map(|Requirement { framework, id }| format!("external/{}/{}/{id}", framework.family(), framework.version()));
    own.into_iter().chain(answered).take(MAX_TAGS).collect()
}

/// All requirements that it answers, by the name of the framework.
fn frameworks(rule: &RuleInfo) -> BTreeMap<String, Vec<&str>> {
    let mut found: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for Requirement { framework, id } in &rule.requirements {
        found.entry(framework.name()).or_default().push(id);
    }
    found
}

/// The page as plain text: Markdown reads well enough as it is.
fn help_text(rule: &RuleInfo) -> String {
    if rule.markdown.is_empty() { words::sentence(&rule.title) } else { rule.markdown.clone() }
}

/// The score that GitHub turns into its own four words: over 9 critical, from 7 high, from 4 medium, else low.
fn security_severity(severity: Severity) -> Option<&'static str> {
    match severity {
        Severity::Critical => Some("9.5"),
        Severity::High => Some("8.0"),
        Severity::Medium => Some("5.5"),
        Severity::Low => Some("2.0"),
        Severity::Informational => None,
    }
}

/// `s3-bucket-versioning-enabled` as `S3BucketVersioningEnabled`, the case that SARIF asks of a rule's name.
fn pascal_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for word in name.split('-') {
        let mut characters = word.chars();
        out.extend(characters.next().map(|first| first.to_ascii_uppercase()));
        out.push_str(characters.as_str());
    }
    out
}

fn result<'a>(analysis: &'a Analysis, rules: &BTreeMap<&str, usize>, evaluation: &'a Evaluation) -> log::Result<'a> {
    let sources = &analysis.sources;
    let (kind, level) = match evaluation.compliance {
        Compliance::NonCompliant => ("fail", Level::of_severity(evaluation.rule.severity).as_str()),
        Compliance::InsufficientData => ("open", "none"),
        Compliance::Compliant => ("pass", "none"),
        Compliance::NotApplicable => ("notApplicable", "none"),
    };
    log::Result {
        rule_id: &evaluation.rule.name,
        rule_index: rules.get(evaluation.rule.name.as_str()).copied(),
        kind,
        level,
        message: log::Message::of(message(analysis, evaluation)),
        locations: [log::Location {
            id: None,
            physical_location: place::of_evaluation(evaluation).and_then(|span| physical(sources, span)),
            logical_locations: vec![log::LogicalLocation {
                fully_qualified_name: &evaluation.resource,
                kind: "resource",
            }],
            message: None,
        }],
        related_locations: related(sources, evaluation),
        suppressions: evaluation.suppressed.iter().map(|it| suppression(sources, it)).collect(),
        partial_fingerprints: log::Fingerprints { fingerprint: evaluation.fingerprint(sources) },
        baseline_state: words::baseline_state(analysis, evaluation),
        properties: Some(log::ResultProperties {
            compliance: evaluation.compliance,
            resource_type: &evaluation.resource_type,
            witness: evaluation.witness.as_deref(),
        }),
    }
}

/// What an earlier run found and this one does not.
fn gone<'a>(rules: &BTreeMap<&str, usize>, absent: &'a Absent) -> log::Result<'a> {
    let name = &absent.resource;
    log::Result {
        rule_id: &absent.rule,
        rule_index: rules.get(absent.rule.as_str()).copied(),
        kind: if absent.was == Compliance::NonCompliant { "fail" } else { "open" },
        level: "none",
        message: log::Message::of(format!("{name}: an earlier run found this, and it is found no longer.")),
        locations: [log::Location {
            id: None,
            physical_location: Some(log::PhysicalLocation {
                artifact_location: artifact(absent.file.as_bytes()),
                region: None,
            }),
            logical_locations: vec![log::LogicalLocation { fully_qualified_name: name, kind: "resource" }],
            message: None,
        }],
        related_locations: Vec::new(),
        suppressions: Vec::new(),
        partial_fingerprints: log::Fingerprints { fingerprint: absent.fingerprint.clone() },
        baseline_state: Some("absent"),
        properties: None,
    }
}

fn suppression<'a>(sources: &'a Sources, suppression: &'a Suppression) -> log::Suppression<'a> {
    let place = suppression.comment.and_then(|span| physical(sources, span));
    log::Suppression {
        kind: if suppression.comment.is_some() { "inSource" } else { "external" },
        status: "accepted",
        justification: &suppression.reason,
        location: place.map(|place| log::Location {
            id: None,
            physical_location: Some(place),
            logical_locations: Vec::new(),
            message: None,
        }),
    }
}

fn message(analysis: &Analysis, evaluation: &Evaluation) -> String {
    let mut text = format!("{}: {}", evaluation.resource, words::sentence(&evaluation.message));
    let mut add = |name: &str, said: &str| {
        if !said.is_empty() {
            text.push_str(&format!("\n{name}: {}", words::sentence(said)));
        }
    };
    add("Proof", &evaluation.witness.as_deref().map(words::proof).unwrap_or_default());
    for gap in &evaluation.unresolved {
        add("Not decided", &words::undecided(&analysis.sources, gap));
    }
    // Facts that stand nowhere in the code cannot be related locations.
    for label in evaluation.related.iter().chain(&evaluation.evidence).filter(|label| label.span.is_none()) {
        add("Note", &label.message);
    }
    add("Help", evaluation.help());
    text
}

fn related<'a>(sources: &'a Sources, evaluation: &'a Evaluation) -> Vec<log::Location<'a>> {
    let labels = evaluation
        .related
        .iter()
        .chain(&evaluation.evidence)
        .map(|Label { message, span }| (message.to_string(), *span));
    let gaps = evaluation.unresolved.iter().map(|gap| (format!("`{}` {}", gap.expression, gap.reason), Some(gap.span)));
    let located = labels.chain(gaps).filter_map(|(message, span)| Some((message, physical(sources, span?)?)));
    let numbered = located.take(MAX_RELATED).enumerate().map(|(at, (message, place))| log::Location {
        id: Some(at + 1),
        physical_location: Some(place),
        logical_locations: Vec::new(),
        message: Some(log::Message::of(message)),
    });
    numbered.collect()
}

fn notification<'a>(sources: &'a Sources, problem: &'a Problem) -> log::Notification<'a> {
    let mut text = words::sentence(&problem.message);
    if !problem.help.is_empty() {
        text.push_str(&format!("\nHelp: {}", words::sentence(&problem.help)));
    }
    let placed = problem.span.and_then(|span| physical(sources, span)).or_else(|| {
        let name = place::file_of_problem_from_top(sources, problem)?;
        Some(log::PhysicalLocation { artifact_location: artifact(name.as_bytes()), region: None })
    });
    let locations = placed.map(|place| log::Location {
        id: None,
        physical_location: Some(place),
        logical_locations: Vec::new(),
        message: None,
    });
    log::Notification {
        level: Level::of_problem(problem).as_str(),
        message: log::Message::of(text),
        locations: locations.into_iter().collect(),
        descriptor: log::Descriptor { id: problem.kind.as_str() },
    }
}

fn physical(sources: &Sources, span: Span) -> Option<log::PhysicalLocation> {
    let (name, range) = place::locate_from_top(sources, span)?;
    let path = sources.file(span.file)?.from_top();
    // A name that is not UTF-8 is printed with escapes, and a URI has escapes of its own for it.
    let bytes = if path.to_str().is_some() { name.as_bytes() } else { path.as_os_str().as_encoded_bytes() };
    let region = log::Region {
        start_line: range.start.line,
        start_column: range.start.column,
        end_line: range.end.line,
        end_column: range.end.column,
    };
    Some(log::PhysicalLocation { artifact_location: artifact(bytes), region: Some(region) })
}

/// Where a file is: relative to the root of the sources, or a `file` URI for an absolute path.
fn artifact(name: &[u8]) -> log::ArtifactLocation {
    let absolute = |uri| log::ArtifactLocation { uri, uri_base_id: None };
    match name {
        [b'/', ..] => absolute(format!("file://{}", percent_encode(name))),
        [drive, b':', b'/', path @ ..] => absolute(format!("file:///{}:/{}", char::from(*drive), percent_encode(path))),
        _ => log::ArtifactLocation { uri: percent_encode(name), uri_base_id: Some("%SRCROOT%") },
    }
}

/// A path as the path of a URI (RFC 3986): everything but unreserved characters and `/` in percent escapes of its
/// bytes.
fn percent_encode(path: &[u8]) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(byte) {
            out.push(char::from(*byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}
