//! SARIF 2.1.0, for code scanning and editors: which of our facts stands where in a log.
//!
//! Followed: the OASIS standard, and what GitHub's code scanning reads of it
//! (<https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>).
//! Results are broken rules. Undecided verdicts (`open`), kept rules (`pass`) and what somebody accepts
//! (`suppressions`) are results only where everything is asked for, because GitHub shows every result as an open alert:
//! it heeds neither kinds nor suppressions.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::finding::{
    Absent, Analysis, Compliance, Evaluation, Label, Problem, Requirement, RuleInfo, Severity, Suppression, Unresolved,
};
use crate::source::{FileId, Sources, Span};

use super::line_hash::LineHashes;
use super::order::{Fault, fold};
use super::plain::plain_text;
use super::sarif_log as log;
use super::text::Inert;
use super::words::{self, Level};
use super::{Options, place};

/// Where the schema of the standard is.
pub(super) const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The version of the standard.
pub(super) const VERSION: &str = "2.1.0";

/// GitHub takes no more results in a run.
const MAX_RESULTS: usize = 25_000;

/// GitHub shows no more results of a run.
const MAX_SHOWN: usize = 5_000;

/// How many instances that share a line a message tells of by themselves.
const MAX_TOLD: usize = 10;

/// GitHub takes no more locations in a result.
const MAX_RELATED: usize = 1_000;

/// GitHub takes no more tags of a rule.
const MAX_TAGS: usize = 20;

/// The project's page, as the manifest of the crate names it.
const PROJECT: &str = env!("CARGO_PKG_REPOSITORY");

/// The analysis as one SARIF log, ended by a line feed.
pub(super) fn render(analysis: &Analysis, options: &Options) -> Inert {
    let document = log::Log { schema: SCHEMA, version: VERSION, runs: [run(analysis, options)] };
    // Plain structs with string keys always serialise.
    let mut json = serde_json::to_string_pretty(&document).unwrap_or_default();
    json.push('\n');
    Inert::json(json)
}

fn run<'a>(analysis: &'a Analysis, options: &'a Options) -> log::Run<'a> {
    let rule_index = analysis.rules.iter().enumerate().map(|(at, rule)| (rule.name.as_str(), at)).collect();
    let chosen = chosen(analysis, options.all);
    let mut hashes = HashMap::new();
    let results = chosen.iter().take(MAX_RESULTS).map(|fault| result(analysis, &rule_index, &mut hashes, fault));
    let absent = analysis.compared.iter().flat_map(|it| &it.absent).filter(|_| options.all);
    let results: Vec<_> = results.chain(absent.map(|it| gone(&rule_index, it))).take(MAX_RESULTS).collect();
    let mut notifications: Vec<_> =
        analysis.problems.iter().map(|problem| notification(&analysis.sources, problem)).collect();
    notifications.extend(limits(chosen.len()));
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
        results,
    }
}

/// What GitHub does with so many results.
fn limits(results: usize) -> Option<log::Notification<'static>> {
    if results <= MAX_SHOWN {
        return None;
    }
    let (level, text) = match results.saturating_sub(MAX_RESULTS) {
        0 => ("note", format!("GitHub shows {MAX_SHOWN} of these {results} results; the worst come first.")),
        left_out => {
            let why = format!("because GitHub takes {MAX_RESULTS}; the worst are kept.");
            ("warning", format!("{left_out} results were left out, {why}"))
        }
    };
    let (message, descriptor) = (log::Message::of(text), log::Descriptor { id: "limit" });
    Some(log::Notification { level, message, locations: Vec::new(), descriptor })
}

/// The evaluations that become results: in their order, or the worst first where there are more than GitHub shows.
/// Those of one rule and line are one: GitHub takes them for one alert.
fn chosen(analysis: &Analysis, all: bool) -> Vec<Fault<'_>> {
    let is_alert = |each: &Evaluation| each.compliance == Compliance::NonCompliant && each.suppressed.is_none();
    let wanted = analysis.evaluations.iter().filter(|each| all || is_alert(each));
    let mut chosen = fold(wanted, |each| {
        let span = place::of_evaluation(each);
        let place = span.map(|span| (span.file, place::locate(&analysis.sources, span).map(|(_, it)| it.start.line)));
        // What stands nowhere shares no line.
        let alone = place.is_none().then(|| &*each.resource);
        let accepted = each.suppressed.as_deref().map(|it| (&*it.reason, it.comment));
        let state = words::baseline_state(analysis, each);
        (each.rule.name.as_str(), each.compliance, place, alone, accepted, state)
    });
    if chosen.len() > MAX_SHOWN {
        let worst = |it: &Evaluation| (!it.is_open(), it.compliance, std::cmp::Reverse(it.rule.severity));
        chosen.sort_by_key(|fault| worst(fault.first));
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
            // A verdict is decided from the code; what the code leaves open is no result.
            precision: "high",
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

/// The page as plain text.
fn help_text(rule: &RuleInfo) -> String {
    if rule.markdown.is_empty() { words::sentence(&rule.title) } else { plain_text(&rule.markdown) }
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

/// The hashes of the lines of files that results stand in.
type Hashes = HashMap<FileId, LineHashes>;

fn result<'a>(
    analysis: &'a Analysis,
    rules: &BTreeMap<&str, usize>,
    hashes: &mut Hashes,
    fault: &Fault<'a>,
) -> log::Result<'a> {
    let (sources, evaluation) = (&analysis.sources, fault.first);
    let (kind, level) = match evaluation.compliance {
        Compliance::NonCompliant => ("fail", Level::of_severity(evaluation.rule.severity).as_str()),
        Compliance::InsufficientData => ("open", "none"),
        Compliance::Compliant => ("pass", "none"),
        Compliance::NotApplicable => ("notApplicable", "none"),
    };
    let span = place::of_evaluation(evaluation);
    let resources = fault.all().take(MAX_RELATED);
    let named = |it: &'a Evaluation| log::LogicalLocation { fully_qualified_name: &it.resource, kind: "resource" };
    log::Result {
        rule_id: &evaluation.rule.name,
        rule_index: rules.get(evaluation.rule.name.as_str()).copied(),
        kind,
        level,
        message: log::Message::of(message(analysis, fault)),
        locations: [log::Location {
            id: None,
            physical_location: span.and_then(|span| physical(sources, span)),
            logical_locations: resources.map(named).collect(),
            message: None,
        }],
        code_flows: code_flow(sources, evaluation).into_iter().collect(),
        related_locations: related(sources, fault),
        suppressions: evaluation.suppressed.iter().map(|it| suppression(sources, it)).collect(),
        partial_fingerprints: log::Fingerprints {
            fingerprint: evaluation.fingerprint(sources),
            line_hash: span.and_then(|span| line_hash(sources, hashes, span)),
        },
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
        code_flows: Vec::new(),
        related_locations: Vec::new(),
        suppressions: Vec::new(),
        partial_fingerprints: log::Fingerprints { fingerprint: absent.fingerprint.clone(), line_hash: None },
        baseline_state: Some("absent"),
        properties: None,
    }
}

/// What GitHub knows the line of a place by. Of a file with bytes that are no UTF-8, who uploads the log reads other
/// letters than are here.
fn line_hash(sources: &Sources, hashes: &mut Hashes, span: Span) -> Option<String> {
    let file = sources.file(span.file).filter(|file| !file.is_utf16() && file.invalid().is_none())?;
    let (_, range) = place::locate(sources, span)?;
    let of_file = hashes.entry(span.file).or_insert_with(|| LineHashes::of(file.text()));
    of_file.line(range.start.line).map(str::to_owned)
}

/// The way of a request that gets through: from what is farthest to what lets it, if there is more than one place.
fn code_flow<'a>(sources: &'a Sources, evaluation: &'a Evaluation) -> Option<log::CodeFlow<'a>> {
    let request = evaluation.witness.as_deref().filter(|_| evaluation.broken)?;
    let labels = evaluation.related.iter().rev().chain([&evaluation.primary]);
    let located = labels.filter_map(|label| {
        Some(log::ThreadFlowLocation {
            location: log::Location {
                id: None,
                physical_location: Some(physical(sources, label.span?)?),
                logical_locations: Vec::new(),
                message: Some(&label.message).filter(|it| !it.is_empty()).map(|it| log::Message::of(it.to_string())),
            },
        })
    });
    let locations: Vec<_> = located.take(MAX_RELATED).collect();
    let message = log::Message::of(words::sentence(&words::proof(request)));
    (locations.len() > 1).then_some(log::CodeFlow { message, thread_flows: [log::ThreadFlow { locations }] })
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

fn message(analysis: &Analysis, fault: &Fault<'_>) -> String {
    let evaluation = fault.first;
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
    let (alike, apart): (Vec<_>, Vec<_>) = fault.others.iter().partition(|it| it.message == evaluation.message);
    add("Also", &Fault { first: evaluation, others: alike }.also());
    for other in apart.iter().take(MAX_TOLD) {
        add("Also", &format!("{}: {}", other.resource, other.message));
    }
    if apart.len() > MAX_TOLD {
        add("Also", &format!("{} more on this line", apart.len() - MAX_TOLD));
    }
    text
}

/// The rest of the way, of all instances: the calls of modules among them.
fn related<'a>(sources: &'a Sources, fault: &Fault<'a>) -> Vec<log::Location<'a>> {
    let mut known = HashSet::new();
    let told = fault.all().flat_map(|evaluation| {
        let labels = evaluation.related.iter().chain(&evaluation.evidence);
        let labels = labels.map(|Label { message, span }| (message.to_string(), *span));
        let of_gap = |gap: &Unresolved| (format!("`{}` {}", gap.expression, gap.reason), Some(gap.span));
        labels.chain(evaluation.unresolved.iter().map(of_gap))
    });
    let located = told
        .filter(|each| known.insert(each.clone()))
        .filter_map(|(message, span)| Some((message, physical(sources, span?)?)));
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
