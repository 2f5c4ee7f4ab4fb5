//! A baseline as a file: JSON with a line for each finding, so that what two branches add is easily merged.

use serde::{Deserialize, Serialize};

use super::entries::{Baseline, Entry, VERDICTS};
use crate::finding::{Absent, Compliance, Problem, ProblemKind};
use crate::source::{FileId, Sources, Span};

const SCHEMA_VERSION: u64 = 1;

/// The file. Fields are added, never changed or taken away, while the version stays the same.
#[derive(Deserialize)]
struct File {
    schema_version: u64,
    findings: Vec<Finding>,
}

/// A finding. All but the fingerprint is for people and for what has been renamed.
#[derive(Serialize, Deserialize)]
struct Finding {
    fingerprint: String,
    rule: String,
    resource: String,
    file: String,
    /// The file of the outermost call, where it is another one.
    #[serde(skip_serializing_if = "Option::is_none")]
    called_from: Option<String>,
    compliance: Compliance,
}

impl Baseline {
    /// Reads a file of `sources`; what is wrong with it is a problem at its place.
    pub fn read(sources: &Sources, file: FileId) -> Result<Self, Problem> {
        let text = sources.text(file).trim_start_matches('\u{feff}');
        let read: File = serde_json::from_str(text).map_err(|error| not_a_baseline(sources, file, &error))?;
        let wrong = |message: String| Problem::at(ProblemKind::Configuration, Span::whole_file(file), message);
        if read.schema_version != SCHEMA_VERSION {
            let message = format!(
                "this baseline has the version {}, and this program knows version {SCHEMA_VERSION}",
                read.schema_version
            );
            return Err(wrong(message).help("use the version of bucketlint that wrote it, or a newer one"));
        }
        if let Some(it) = read.findings.iter().find(|it| !VERDICTS.contains(&it.compliance)) {
            let message = format!("`{}` of `{}` is {}, which is no finding", it.rule, it.resource, it.compliance);
            return Err(wrong(message).help("write it anew with `bucketlint baseline`"));
        }
        Ok(Self::sorted(read.findings.into_iter().map(Finding::entry).collect()))
    }

    /// The text of the file.
    pub fn write(&self) -> String {
        let line = |entry: &Entry| {
            // Plain structs with string keys always serialise.
            format!("    {}", serde_json::to_string(&Finding::of(entry)).unwrap_or_default())
        };
        let lines: Vec<_> = self.entries.iter().map(line).collect();
        let findings = if lines.is_empty() { "[]".to_owned() } else { format!("[\n{}\n  ]", lines.join(",\n")) };
        format!("{{\n  \"schema_version\": {SCHEMA_VERSION},\n  \"findings\": {findings}\n}}\n")
    }
}

impl Finding {
    fn of(entry: &Entry) -> Self {
        let Absent { file, resource, rule, was, fingerprint } = entry.absent.clone();
        let called_from = (entry.root != file).then(|| entry.root.clone());
        Finding { fingerprint, rule, resource, file, called_from, compliance: was }
    }

    fn entry(self) -> Entry {
        let Finding { fingerprint, rule, resource, file, called_from, compliance } = self;
        let root = called_from.unwrap_or_else(|| file.clone());
        Entry { absent: Absent { file, resource, rule, was: compliance, fingerprint }, root }
    }
}

fn not_a_baseline(sources: &Sources, file: FileId, error: &serde_json::Error) -> Problem {
    let message = error.to_string();
    let what = message.rsplit_once(" at line ").map_or(message.as_str(), |(what, _)| what);
    let at = sources.file(file).map_or(0, |it| {
        let line = it.line_start(error.line().saturating_sub(1));
        (line + error.column().saturating_sub(1)).min(it.text().len())
    });
    let message = format!("this is not a baseline: {what}");
    let problem = Problem::at(ProblemKind::Configuration, Span::new(file, at..at + 1), message);
    problem.help("resolve what a merge left, or delete the file and write it anew with `bucketlint baseline`")
}
